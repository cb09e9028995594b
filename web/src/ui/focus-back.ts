import { useEffect, useState } from 'react';

function isCovering(element: Element): boolean {
  return element.closest('[role=dialog], [role=menu]') !== null;
}

/** What had the focus last, but for what covers the page and goes. */
let lastOnPage = document.activeElement;

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof Element && !isCovering(target)) lastOnPage = target;
});

/**
 * Puts the focus back where it was when something that covers the page goes. The component library does so only for
 * what was in the page before it opened, and stays in it.
 */
export function useFocusBack(isOpen: boolean): void {
  // Of a dialog that was opened from another one.
  const [origin] = useState(() => {
    const active = document.activeElement;
    return active !== null && isCovering(active) ? active : null;
  });
  useEffect(() => {
    if (!isOpen) return undefined;
    return () => {
      const held = document.activeElement;
      // Whoever else wants the focus, such as the next dialog, takes it before the next frame.
      requestAnimationFrame(() => {
        const active = document.activeElement;
        if (active !== null && active !== document.body && active !== held) return;
        const goal = [origin, lastOnPage].find((one) => one?.isConnected) ?? document.getElementById('main');
        if (goal instanceof HTMLElement) goal.focus({ preventScroll: true });
      });
    };
  }, [isOpen, origin]);
}
