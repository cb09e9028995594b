import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Download, Pause, Play } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import type { RunFeed } from './feed.ts';

interface LogToolbarProps {
  readonly feed: RunFeed;
  readonly find: string;
  readonly onFind: (find: string) => void;
  readonly found: number;
  readonly wraps: boolean;
  readonly onWrap: (wraps: boolean) => void;
  readonly isPaused: boolean;
  readonly onPause: () => void;
  readonly onDownload: () => void;
}

/** Finds, wraps, pauses and downloads; says what is missing. */
export function LogToolbar(props: LogToolbarProps): ReactNode {
  const { feed, find, onFind, found, wraps, onWrap, isPaused, onPause, onDownload } = props;
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => field.current?.focus()]]);
  return (
    <Group gap="xs" mb="xs">
      <TextInput
        ref={field}
        size="xs"
        placeholder="Find"
        aria-label="Find in the output"
        value={find}
        onChange={(event) => onFind(event.currentTarget.value)}
      />
      {find !== '' && <Text size="xs">{found} lines</Text>}
      <Checkbox size="xs" label="Wrap" checked={wraps} onChange={(event) => onWrap(event.currentTarget.checked)} />
      <Button
        size="compact-xs"
        variant="default"
        leftSection={isPaused ? <Play size={12} aria-hidden /> : <Pause size={12} aria-hidden />}
        onClick={onPause}
      >
        {isPaused ? 'Go on' : 'Pause'}
      </Button>
      <Button size="compact-xs" variant="default" leftSection={<Download size={12} aria-hidden />} onClick={onDownload}>
        Raw log
      </Button>
      {feed.dropped > 0 && <Text size="xs">{feed.dropped} events were too many and are only in the raw log</Text>}
    </Group>
  );
}
