import { Alert, Button, Group, Text } from '@mantine/core';
import { OctagonX } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useMay } from '../me.ts';
import { useStops, type Stop } from './stops.ts';

const UnlockDialog = lazy(async () => ({ default: (await import('./unlock-dialog.tsx')).UnlockDialog }));

/** While spawns are held: since when, how far the stop is, and the way out. */
export function HeldBanner(): ReactNode {
  const { data } = useStops();
  const mayCommand = useMay('fleet:command');
  const [isOpen, setOpen] = useState(false);
  if (data?.isHeld !== true) return null;
  const stop = data.stops.find(({ lock, liftedAt }) => lock && liftedAt === null);
  return (
    <Alert color="red" icon={<OctagonX size={16} />} mb="md" py={6} role="status">
      <Group justify="space-between">
        <Text size="sm">
          Everything was stopped
          {stop !== undefined && (
            <>
              {' '}
              <TimeAgo at={stop.at} />
            </>
          )}
          : no spawn is relayed. {stop !== undefined && progressOf(stop)}
        </Text>
        {mayCommand && (
          <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
            Let runs start again
          </Button>
        )}
      </Group>
      <Suspense>{isOpen && <UnlockDialog stops={data} onClose={() => setOpen(false)} />}</Suspense>
    </Alert>
  );
}

/** Pure. */
function progressOf({ targets }: Stop): string {
  const done = targets.filter(({ state }) => state === 'succeeded').length;
  const away = targets.filter(({ state, link }) => state !== 'succeeded' && link !== 'live');
  const refused = targets.filter(({ state }) => state === 'refused' || state === 'rejected' || state === 'failed');
  return [
    `${done} of ${targets.length} workspaces have ended all their runs`,
    ...(away.length === 0 ? [] : [`${away.length} are away and end theirs first when they come back`]),
    ...(refused.length === 0 ? [] : [`${refused.length} were refused`]),
  ].join('; ');
}
