import { Button } from '@mantine/core';
import { isTerminalRun } from '@wheelhouse/protocol/run-states';
import { ChevronDown, OctagonX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { LazyMenu } from '../../ui/lazy-menu.tsx';
import { tell } from '../../ui/tell.ts';
import { useMay } from '../workspace.tsx';
import type { Run } from './run-page.tsx';

/** Ending a run, with or without courtesy. */
export function RunActions({ run }: { readonly run: Run }): ReactNode {
  const api = useApi();
  const may = useMay('runs:kill');
  const [asked, setAsked] = useState<'graceful' | 'now' | null>(null);
  if (!may || isTerminalRun(run.state)) return null;
  const isNow = asked === 'now';
  const kill = async (): Promise<void> => {
    const params = { path: { id: run.id } };
    await take(api.POST('/api/v1/runs/{id}/kill', { params, body: { now: isNow } }));
    tell('The kill is on its way; the run says when nothing of it is left.');
  };
  return (
    <>
      <LazyMenu
        trigger={
          <Button
            color="red"
            size="compact-md"
            leftSection={<OctagonX size={14} aria-hidden />}
            rightSection={<ChevronDown size={14} aria-hidden />}
          >
            Kill
          </Button>
        }
        parts={[
          {
            entries: [
              { label: 'With courtesy: it may finish its sentence', run: () => setAsked('graceful') },
              { label: 'Now', run: () => setAsked('now') },
            ],
          },
        ]}
      />
      {asked !== null && (
        <Danger isOpen onClose={() => setAsked(null)} title={isNow ? 'Kill now' : 'Kill'} act={kill}>
          {isNow
            ? `Every process of this run of ${run.agent} is ended at once. What it had not saved is lost.`
            : `${run.agent} is asked to stop, and every process of it is ended within 2.5 seconds.`}{' '}
          It counts as killed once nobody is left, which is looked at.
        </Danger>
      )}
    </>
  );
}
