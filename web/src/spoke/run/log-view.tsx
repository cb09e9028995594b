import { Button, Text } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { Line, RunFeed } from './feed.ts';
import { LogLines } from './log-lines.tsx';
import { LogToolbar } from './log-toolbar.tsx';
import classes from './log-view.module.css';
import { useHand } from './use-hand.ts';

interface LogViewProps {
  readonly feed: RunFeed;
  /** The raw log of the newest attempt. */
  readonly onDownload: () => void;
  /** Chosen by the address: `#L123`. */
  readonly chosen: number | null;
  readonly onChoose: (line: number) => void;
  /** More was said than has come in. */
  readonly isReading: boolean;
}

const lineHeight = 20;

/** What a run says. Follows its end; scrolling up detaches, and a pause is of this view alone. */
export function LogView({ feed, onDownload, chosen, onChoose, isReading }: LogViewProps): ReactNode {
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [find, setFind] = useState('');
  const [wraps, setWraps] = useState(false);
  const all = feed.lines.length;
  const shown = pausedAt ?? all;
  // The array grows in place: its length says whether it is another one.
  const lines = useMemo(() => select(feed.lines, shown, find), [feed, shown, find]);
  const { scroller, virtual, hand, isFollowing, follow } = useScroller(lines, all, chosen);
  const below = all - shown;
  const toEnd = (): void => {
    setPausedAt(null);
    follow();
  };
  return (
    <div>
      <LogToolbar
        feed={feed}
        find={find}
        onFind={setFind}
        found={lines.length}
        wraps={wraps}
        onWrap={setWraps}
        isPaused={pausedAt !== null}
        onPause={() => setPausedAt(pausedAt === null ? all : null)}
        onDownload={onDownload}
      />
      <div className={classes.frame}>
        <div
          ref={scroller}
          className={classes.scroller}
          data-wraps={wraps}
          {...hand}
          tabIndex={0}
          role="log"
          aria-label="output"
          aria-live="off"
        >
          {lines.length === 0 && <NoLine isFiltered={find !== ''} isReading={isReading} />}
          <LogLines lines={lines} virtual={virtual} find={find} chosen={chosen} onChoose={onChoose} />
        </div>
        {(below > 0 || !isFollowing) && all > 0 && <ToEnd below={below} onGo={toEnd} />}
      </div>
    </div>
  );
}

/** Where the view is: at the end that it follows, at the line of the address, or where a hand has left it. */
function useScroller(lines: readonly Line[], all: number, chosen: number | null) {
  const scroller = useRef<HTMLDivElement>(null);
  const [isFollowing, setFollowing] = useState(chosen === null);
  const count = lines.length;
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 12,
    initialRect: { width: 800, height: 480 },
  });
  useEffect(() => {
    if (isFollowing && count > 0) virtual.scrollToIndex(count - 1, { align: 'end' });
  }, [isFollowing, count, virtual]);
  useEffect(() => {
    const at = chosen === null ? -1 : lines.findIndex(({ number }) => number === chosen);
    if (at >= 0) virtual.scrollToIndex(at, { align: 'center' });
    // When the line comes into being, and when another is chosen; not with each line that follows.
  }, [chosen, chosen !== null && all >= chosen]);
  const hand = useHand(scroller, setFollowing);
  return { scroller, virtual, hand, isFollowing, follow: () => setFollowing(true) };
}

interface NoLineProps {
  readonly isFiltered: boolean;
  readonly isReading: boolean;
}

function NoLine({ isFiltered, isReading }: NoLineProps): ReactNode {
  const words = isReading
    ? 'Reading what it said…'
    : isFiltered
      ? 'No line has these words; clear the field above to see all.'
      : 'It has said nothing yet; what it says comes here by itself.';
  return (
    <Text size="sm" c="dimmed" p="md">
      {words}
    </Text>
  );
}

function ToEnd({ below, onGo }: { readonly below: number; readonly onGo: () => void }): ReactNode {
  return (
    <Button
      size="compact-sm"
      className={classes.toEnd ?? ''}
      leftSection={<ArrowDown size={14} aria-hidden />}
      onClick={onGo}
    >
      {below > 0 ? `${below} new lines` : 'To the end'}
    </Button>
  );
}

function select(lines: readonly Line[], shown: number, find: string): readonly Line[] {
  if (find === '') return shown === lines.length ? lines.slice() : lines.slice(0, shown);
  const wanted = find.toLowerCase();
  return lines.slice(0, shown).filter(({ text }) => text.toLowerCase().includes(wanted));
}
