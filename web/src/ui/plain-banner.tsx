import { LockOpen } from 'lucide-react';
import type { ReactNode } from 'react';
import { Banner } from './banner.tsx';

/** Says that others on the way can read along. */
export function PlainBanner(): ReactNode {
  if (!isPlain(window.location)) return null;
  return (
    <Banner icon={LockOpen}>
      Not encrypted: this page came over plain HTTP from another machine, and whoever is on the way can read and use
      what you see.
    </Banner>
  );
}

/** Whether others may be on the way between this page and its server. Pure. */
export function isPlain({ protocol, hostname }: Pick<Location, 'protocol' | 'hostname'>): boolean {
  return protocol === 'http:' && !/^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
