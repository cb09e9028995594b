import { CloudOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { Banner } from '../ui/banner.tsx';
import { TimeAgo, useNow } from '../ui/time-ago.tsx';
import { useInstance } from './use-instance.ts';
import { useMay } from './workspace.tsx';

const everyMs = 10_000;
/** A link that is dialled anew at once is not worth a word. */
const shortMs = 3_000;

/** Says that the hub is away, and since when: everything here goes on without it. */
export function HubBanner(): ReactNode {
  return useMay('workspace:read') ? <OfLink /> : null;
}

function OfLink(): ReactNode {
  const now = useNow();
  const { data } = useInstance(everyMs);
  if (data === undefined) return null;
  const { state, awaySince, lastReason, owed } = data.link;
  if (state === 'stopped')
    return (
      <Banner icon={CloudOff}>
        The hub refuses this instance ({lastReason}); working locally. Whoever runs the hub can say why.
      </Banner>
    );
  if (awaySince === null || now - awaySince < shortMs) return null;
  return (
    <Banner icon={CloudOff}>
      Hub unreachable, working locally; it was lost <TimeAgo at={awaySince} />.{' '}
      {owed > 0 && `${owed} messages wait here for it. `}It is tried again by itself.
    </Banner>
  );
}
