import { Alert, Text } from '@mantine/core';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import { lengthOf } from '../../../ui/time-ago.tsx';
import { survivorsIn } from './receipt-words.ts';
import type { Run } from './run-queries.ts';

/** What a kill found when it looked whether anybody is left. Nothing where none has ended. */
export function KillResult({ run: { view } }: { readonly run: Run }): ReactNode {
  const kill = view?.kill;
  if (kill === undefined) return null;
  const isClean = kill.survivors === 0;
  const Icon = isClean ? ShieldCheck : ShieldAlert;
  return (
    <Alert
      color={isClean ? 'green' : 'red'}
      icon={<Icon size={18} aria-hidden />}
      role={isClean ? 'status' : 'alert'}
      title={isClean ? 'Killed, and nobody is left' : 'The kill is not complete'}
    >
      <Text size="sm">
        The instance signed: {survivorsIn(kill)}, in {lengthOf(kill.durationMs)} (
        {kill.steps.map(({ step, atMs }) => `${step} after ${atMs} ms`).join(', ')}).
        {isClean ? '' : ' It is tried again. If it stays so, somebody has to look at the machine.'}
      </Text>
    </Alert>
  );
}
