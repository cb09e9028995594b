import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, type ReactNode } from 'react';
import { tell } from '../ui/tell.ts';
import type { Screen } from './screens.ts';

/** From `g` to the letter. */
const patienceMs = 1_200;

const KeyList = lazy(async () => ({ default: (await import('./key-list.tsx')).KeyList }));

/** Browsers let pages copy over HTTPS and on this machine only. */
export const canCopyAddress = 'clipboard' in navigator;

/** Of the row that has the focus, else of the screen with its filters: what shows the same to somebody else. */
export function copyAddress(): void {
  const row = document.activeElement?.closest<HTMLAnchorElement>('a[data-row]') ?? null;
  void navigator.clipboard.writeText(row?.href ?? window.location.href).then(
    () => tell(row === null ? 'The address of this screen is copied' : 'The address of the row is copied'),
    () => tell('The browser let nothing be copied'),
  );
}

interface ShortcutsProps {
  readonly screens: readonly Screen[];
  readonly isHelpOpen: boolean;
  readonly help: { readonly open: () => void; readonly close: () => void };
}

/** `g` and a letter goes to a screen, `y` copies where one is, `?` shows what there is. */
export function Shortcuts({ screens, isHelpOpen, help }: ShortcutsProps): ReactNode {
  const navigate = useNavigate();
  const keyed = screens.filter((screen) => screen.key !== undefined);
  const goesSince = useRef(0);
  useHotkeys([
    ['shift + ?', help.open],
    ...(canCopyAddress ? [['y', copyAddress] as [string, () => void]] : []),
    ['g', () => void (goesSince.current = performance.now())],
  ]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || performance.now() - goesSince.current > patienceMs) return;
      const screen = keyed.find(({ key }) => key === event.key);
      if (screen === undefined || isTyping(event.target)) return;
      goesSince.current = 0;
      event.preventDefault();
      void navigate({ to: screen.path });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  });
  return isHelpOpen ? (
    <Suspense>
      <KeyList screens={keyed} onClose={help.close} />
    </Suspense>
  ) : null;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
