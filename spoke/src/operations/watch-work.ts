import { readEnvelope, type RunView } from '@wheelhouse/protocol';
import { traced, type Tracing } from '@wheelhouse/server';
import type { OpenedCommand } from '../intake/arrival.ts';
import type { IntakeResult } from '../intake/take-command.ts';
import type { SpokeMetrics } from './spoke-metrics.ts';

/** A command whose last receipt was signed. */
export interface EndedCommand {
  readonly verb: string;
  readonly state: string;
  readonly code: string | null;
  readonly envelope: string | null;
  readonly acceptedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Told of the work of a spoke where it passes. Never throws, and nothing waits for it. */
export interface WorkWatch {
  /** Around the intake of one command. */
  taking(opened: OpenedCommand, take: () => Promise<IntakeResult>): Promise<IntakeResult>;
  /** Once for each command, after the end was committed. */
  ended(command: EndedCommand, run: RunView | undefined): void;
}

/** Measures and traces; spans hang below the `tp` of the signed command. */
export function watchWork(metrics: SpokeMetrics, tracing: Tracing): WorkWatch {
  return {
    taking(opened, take) {
      const { message } = opened;
      const span = tracing.start('command.intake', {
        kind: 'consumer',
        parent: message.tp,
        attributes: {
          'wheelhouse.verb': message.body.verb,
          'wheelhouse.command_id': message.id,
          'wheelhouse.issuer': message.iss,
        },
      });
      return traced(span, async () => {
        const result = await take();
        const code = codeOf(result);
        metrics.commandTaken(message.body.verb, result.kind, code);
        span.set({ 'wheelhouse.outcome': result.kind, ...(code === '' ? {} : { 'wheelhouse.code': code }) });
        return result;
      });
    },
    ended(command, run) {
      if (command.verb === 'agent.spawn' && run !== undefined) {
        metrics.runEnded(run.state);
        if (tracing.enabled) traceRun(tracing, command, run);
      }
      const { acceptedAt, endedAt } = command;
      const isKill = command.verb === 'agent.kill' || command.verb === 'agent.kill_all';
      if (!isKill || command.state !== 'succeeded' || acceptedAt === null || endedAt === null) return;
      metrics.killed(Math.max(0, endedAt.getTime() - acceptedAt.getTime()) / 1_000);
    },
  };
}

function codeOf(result: IntakeResult): string {
  if (result.kind === 'rejected') return result.refusal.code;
  return result.kind === 'reused' ? 'ID_REUSED' : '';
}

/** Told afterwards and at once, so that it does not matter which process ran it, or whether this one was up. */
function traceRun(tracing: Tracing, command: EndedCommand, run: RunView): void {
  const at = run.startedAt ?? command.acceptedAt?.getTime();
  const endedAt = run.endedAt ?? command.endedAt?.getTime();
  const span = tracing.start('run', {
    parent: traceparentIn(command.envelope),
    attributes: { 'wheelhouse.run_id': run.id, 'wheelhouse.agent': run.agent, 'wheelhouse.state': run.state },
    ...(at === undefined ? {} : { at }),
  });
  span.end({
    code: run.state === 'failed' ? (run.code ?? 'INTERNAL') : null,
    ...(endedAt === undefined ? {} : { at: endedAt }),
  });
}

/** Of a command that was verified when it was stored. */
function traceparentIn(envelope: string | null): string | undefined {
  if (envelope === null) return undefined;
  const { tp } = JSON.parse(new TextDecoder().decode(readEnvelope(envelope).payload)) as { readonly tp?: string };
  return tp;
}
