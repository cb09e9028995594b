import { newId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import type { TimedEvent } from './run-store.ts';

/** The attempt whose events are stored. */
export interface EventSource {
  readonly workspaceId: string;
  readonly id: string;
  readonly attempt: number;
}

/**
 * Books what events mean beyond being events, in the transaction that stores them: what people are asked becomes an
 * approval, what was used is added up. Also for a run that happens elsewhere, whose events came by the link.
 */
export async function bookEventEffects(tx: SpokeTx, source: EventSource, events: readonly TimedEvent[]): Promise<void> {
  for (const event of events) {
    if (event.type === 'permission.requested' || event.type === 'input.requested') await addApproval(tx, source, event);
    if (event.type === 'permission.resolved') await resolveApproval(tx, source, event);
  }
  await addUsage(tx, source, events);
}

/** Nobody can answer an attempt that is over. */
export async function withdrawApprovals(
  tx: SpokeTx,
  { workspaceId, id: runId }: Pick<EventSource, 'workspaceId' | 'id'>,
  now: number,
): Promise<void> {
  const where = { workspaceId, runId, state: 'open' };
  await tx.approval.updateMany({ where, data: { state: 'withdrawn', endedAt: new Date(now) } });
}

const maxTitle = 4096;

async function addApproval(tx: SpokeTx, source: EventSource, { type, data, at }: TimedEvent): Promise<void> {
  const { workspaceId, id: runId, attempt } = source;
  const { request, title, kind, options, expiresAt, ...detail } = data;
  if (typeof request !== 'string') return;
  await tx.approval.createMany({
    data: [
      {
        workspaceId,
        id: newId(at),
        runId,
        attempt,
        request,
        kind: type === 'input.requested' ? 'question' : kind === 'limit' ? 'limit' : 'permission',
        title: typeof title === 'string' ? title.slice(0, maxTitle) : request,
        detail: detail as object,
        options: Array.isArray(options) ? (options as object[]) : [],
        expiresAt: typeof expiresAt === 'number' ? new Date(expiresAt) : null,
        createdAt: new Date(at),
      },
    ],
    skipDuplicates: true,
  });
}

async function resolveApproval(tx: SpokeTx, source: EventSource, { data, at }: TimedEvent): Promise<void> {
  const { workspaceId, id: runId, attempt } = source;
  const { request, option, outcome, cause } = data;
  if (typeof request !== 'string') return;
  const state = cause === 'timed_out' ? 'timed_out' : outcome === 'cancelled' ? 'withdrawn' : 'answered';
  await tx.approval.updateMany({
    where: { workspaceId, runId, attempt, request, state: 'open' },
    data: { state, option: typeof option === 'string' ? option : null, endedAt: new Date(at) },
  });
}

interface UsageRow {
  readonly source: string;
  readonly model: string;
  readonly answers: number;
  readonly input: number;
  readonly output: number;
  readonly cache_read: number;
  readonly cache_write: number;
  readonly cost: number | null;
}

const sources = ['gateway', 'agent', 'estimate'];
const countOf = (value: unknown): number => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0);

/** One row of `run_usage` for each model and source of the events. Pure. */
export function usageRowsOf(events: readonly Pick<TimedEvent, 'type' | 'data'>[]): readonly UsageRow[] {
  const rows = new Map<string, UsageRow>();
  for (const { type, data } of events) {
    if (type !== 'usage' || !sources.includes(String(data['source']))) continue;
    const [source, model] = [String(data['source']), typeof data['model'] === 'string' ? data['model'] : ''];
    const key = `${source} ${model}`;
    const before = rows.get(key);
    const price = data['costMicros'];
    const cost = Number.isSafeInteger(price) ? Number(price) : null;
    rows.set(key, {
      source,
      model: model.slice(0, 256),
      answers: (before?.answers ?? 0) + 1,
      input: (before?.input ?? 0) + countOf(data['inputTokens']),
      output: (before?.output ?? 0) + countOf(data['outputTokens']),
      cache_read: (before?.cache_read ?? 0) + countOf(data['cacheReadTokens']),
      cache_write: (before?.cache_write ?? 0) + countOf(data['cacheWriteTokens']),
      cost: cost === null ? (before?.cost ?? null) : (before?.cost ?? 0) + cost,
    });
  }
  return [...rows.values()];
}

/**
 * The gateway's count of an attempt outranks the agent's own, which outranks an estimate of the agent's; an estimate
 * stands beside the gateway's where an answer was cut off.
 */
async function addUsage(tx: SpokeTx, source: EventSource, events: readonly TimedEvent[]): Promise<void> {
  const rows = usageRowsOf(events);
  if (rows.length === 0) return;
  const { workspaceId, id: runId, attempt } = source;
  await tx.$executeRaw`
    INSERT INTO run_usage (workspace_id, run_id, attempt, source, model, answers, input_tokens, output_tokens,
      cache_read_tokens, cache_write_tokens, cost_micros)
    SELECT ${workspaceId}::uuid, ${runId}::uuid, ${attempt}::int, u.* FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS u(source text, model text, answers int, input bigint, output bigint, cache_read bigint, cache_write bigint, cost bigint)
    ON CONFLICT (workspace_id, run_id, attempt, source, model) DO UPDATE SET
      answers = run_usage.answers + excluded.answers,
      input_tokens = run_usage.input_tokens + excluded.input_tokens,
      output_tokens = run_usage.output_tokens + excluded.output_tokens,
      cache_read_tokens = run_usage.cache_read_tokens + excluded.cache_read_tokens,
      cache_write_tokens = run_usage.cache_write_tokens + excluded.cache_write_tokens,
      cost_micros = coalesce(run_usage.cost_micros + excluded.cost_micros, run_usage.cost_micros, excluded.cost_micros),
      updated_at = now()`;
  await tx.$executeRaw`
    WITH counted AS (
      SELECT u.* FROM run_usage u WHERE u.workspace_id = ${workspaceId}::uuid AND u.run_id = ${runId}::uuid
        AND (u.source <> 'agent' OR NOT EXISTS (SELECT 1 FROM run_usage g
          WHERE g.workspace_id = u.workspace_id AND g.run_id = u.run_id AND g.attempt = u.attempt AND g.source = 'gateway')))
    UPDATE runs SET usage = (SELECT jsonb_build_object(
        'source', CASE WHEN bool_or(source = 'gateway') THEN 'gateway' WHEN bool_or(source = 'agent') THEN 'agent' ELSE 'estimate' END,
        'answers', sum(answers), 'inputTokens', sum(input_tokens), 'outputTokens', sum(output_tokens),
        'cacheReadTokens', sum(cache_read_tokens), 'cacheWriteTokens', sum(cache_write_tokens),
        'costMicros', sum(cost_micros)) FROM counted)
    WHERE workspace_id = ${workspaceId}::uuid AND id = ${runId}::uuid`;
}
