import { useRef, type RefObject } from 'react';

/** As near to the end as that counts as being there. */
const endSlackPx = 24;
/** From a hand's movement to the scrolling that follows from it. */
const handMs = 600;

/** Whether the view follows its end: new lines and their measuring scroll too, so only somebody's own hand takes it away. */
export function useHand(scroller: RefObject<HTMLDivElement | null>, onFollow: (follows: boolean) => void) {
  const touchedAt = useRef(-Infinity);
  const onTouch = (): void => void (touchedAt.current = performance.now());
  const onScroll = (): void => {
    const at = scroller.current;
    if (at === null) return;
    const isAtEnd = at.scrollHeight - at.scrollTop - at.clientHeight < endSlackPx;
    if (isAtEnd) onFollow(true);
    else if (performance.now() - touchedAt.current < handMs) onFollow(false);
  };
  const onPointerMove = ({ buttons }: { readonly buttons: number }): void => {
    if (buttons > 0) onTouch();
  };
  return {
    onScroll,
    onWheel: onTouch,
    onKeyDown: onTouch,
    onPointerDown: onTouch,
    onPointerMove,
    onTouchMove: onTouch,
  };
}
