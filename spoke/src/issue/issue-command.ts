import {
  buildCommand,
  isTerminalRun,
  openEnvelope,
  readEnvelope,
  WheelhouseError,
  type Actor,
  type AgentSpawn,
  type CommandBody,
  type InstanceId,
  type RunState,
  type Signer,
  type TrustedKey,
  type WorkspaceId,
} from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { traced, type Tracing } from '@wheelhouse/server';
import type { CommandSource, OpenedCommand } from '../intake/arrival.ts';
import type { IntakeResult } from '../intake/take-command.ts';
import { contextOf, type WorkspaceCaller } from './caller.ts';
import { sendAway } from './send-away.ts';

export interface IssueDeps {
  readonly db: SpokeDb;
  readonly self: InstanceId;
  readonly command: Signer;
  /** Of this instance's own keyset: local commands are verified like anybody's. */
  readonly ownKeys: readonly TrustedKey[];
  /** The hub this instance is joined to; null where there is none. */
  joinedHub(): InstanceId | null;
  take(opened: OpenedCommand, source: CommandSource): Promise<IntakeResult>;
  readonly now: () => number;
  readonly tracing: Tracing;
}

/** Where a command goes when not here. */
export interface Target {
  readonly instance: InstanceId;
  readonly workspaceId: WorkspaceId;
}

export interface CommandWish {
  readonly body: CommandBody;
  readonly runId?: string | undefined;
  readonly idem?: string | undefined;
  readonly lifetimeMs?: number | undefined;
  readonly target?: Target | undefined;
}

/** `runId` is the run that the command concerns; with `use_existing` an older one. */
export interface Issued {
  readonly commandId: string;
  readonly runId: string | null;
}

/**
 * Signs a command with this instance's own key for the caller and hands it to the intake here, or to the link.
 * Resolves when it is decided (here) or stored for sending (away).
 * @throws WheelhouseError with the code of the refusal
 */
export async function issueCommand(deps: IssueDeps, caller: WorkspaceCaller, wish: CommandWish): Promise<Issued> {
  const hub = deps.joinedHub();
  const target = wish.target ?? { instance: deps.self, workspaceId: caller.workspaceId };
  const away = target.instance !== deps.self;
  if (away && hub === null) throw new WheelhouseError('PRECONDITION', 'this instance has joined no hub');
  const span = deps.tracing.start('command.issue', {
    kind: 'producer',
    parent: caller.traceparent,
    attributes: { 'wheelhouse.verb': wish.body.verb, 'wheelhouse.target': target.instance },
  });
  return traced(span, () => issueTo(deps, caller, wish, { target, hub, away, traceparent: span.traceparent }));
}

interface Way {
  readonly target: Target;
  readonly hub: InstanceId | null;
  readonly away: boolean;
  readonly traceparent: string | undefined;
}

async function issueTo(deps: IssueDeps, caller: WorkspaceCaller, wish: CommandWish, way: Way): Promise<Issued> {
  const { target, hub, away, traceparent } = way;
  const { text } = buildCommand(deps, {
    actor: { kind: caller.kind, id: caller.principalId as never },
    aud: target.instance,
    hub: hub ?? deps.self,
    workspaceId: target.workspaceId,
    body: wish.body,
    runId: wish.runId,
    idem: wish.idem,
    lifetimeMs: wish.lifetimeMs,
    traceparent,
    now: deps.now(),
  });
  const opened = await openOwn(deps, text);
  return away ? sendAway(deps, caller, opened) : takeHere(deps, caller, opened);
}

/** By whose right an agent's run starts another one: those for whom the run itself runs. */
export interface RunAsker {
  readonly workspaceId: WorkspaceId;
  readonly parentId: string;
  readonly requestId: string;
  readonly by:
    | { readonly kind: 'principal'; readonly caller: Pick<WorkspaceCaller, 'kind' | 'principalId' | 'permissions'> }
    | { readonly kind: 'issuer'; readonly issuer: InstanceId; readonly grantId: string; readonly actor: Actor };
}

/**
 * Signs the spawn of a run that another run asked for, and has the intake here decide it.
 * @throws WheelhouseError with the code of the refusal
 */
export async function issueForRun(
  deps: IssueDeps,
  asker: RunAsker,
  wish: { readonly body: AgentSpawn; readonly runId: string },
): Promise<void> {
  const { by, workspaceId, parentId, requestId } = asker;
  const actor = by.kind === 'issuer' ? by.actor : { kind: by.caller.kind, id: by.caller.principalId as never };
  const { text } = buildCommand(deps, {
    actor,
    aud: deps.self,
    hub: deps.joinedHub() ?? deps.self,
    workspaceId,
    ...wish,
    grants: by.kind === 'issuer' ? [by.grantId] : undefined,
    now: deps.now(),
  });
  const authority =
    by.kind === 'issuer'
      ? ({ kind: 'issuer', issuer: by.issuer } as const)
      : ({ kind: 'local', principalId: by.caller.principalId, permissions: by.caller.permissions } as const);
  const result = await deps.take(await openOwn(deps, text), { kind: 'run', parentId, authority, requestId });
  if (result.kind === 'rejected') throw new WheelhouseError(result.refusal.code, result.refusal.message);
  // A new message has a new id.
  if (result.kind !== 'accepted') throw new WheelhouseError('ID_REUSED');
}

/**
 * Relays an envelope that this instance's command key signed elsewhere, unchanged. Its time is not judged here: whoever
 * it is addressed to does that.
 * @throws WheelhouseError SIGNATURE_INVALID, KEY_UNKNOWN, INVALID, NOT_AUTHORIZED
 */
export async function relayCommand(deps: IssueDeps, caller: WorkspaceCaller, text: string): Promise<Issued> {
  const opened = await openOwn(deps, text);
  return opened.message.aud === deps.self ? takeHere(deps, caller, opened) : sendAway(deps, caller, opened);
}

async function openOwn(deps: IssueDeps, text: string): Promise<OpenedCommand> {
  return openEnvelope(readEnvelope(text), {
    kinds: ['command'],
    keys: deps.ownKeys,
    issuer: deps.self,
    now: deps.now(),
    verify: 'async',
  });
}

async function takeHere(deps: IssueDeps, caller: WorkspaceCaller, opened: OpenedCommand): Promise<Issued> {
  const { message } = opened;
  // A credential reaches its own workspace only; another one looks like none.
  if (message.ws !== caller.workspaceId) throw new WheelhouseError('NOT_FOUND');
  const result = await deps.take(opened, {
    kind: 'local',
    authority: { kind: 'local', principalId: caller.principalId, permissions: caller.permissions },
    requestId: caller.requestId,
    ip: caller.ip,
    userAgent: caller.userAgent,
  });
  switch (result.kind) {
    case 'accepted':
      tellTrail(caller);
      return { commandId: message.id, runId: result.runId };
    case 'rejected':
      tellTrail(caller);
      throw new WheelhouseError(result.refusal.code, result.refusal.message);
    case 'replayed':
      if (result.refusal !== null) throw new WheelhouseError(result.refusal.code, result.refusal.message);
      return { commandId: message.id, runId: message.agt ?? null };
    case 'reused':
      throw new WheelhouseError('ID_REUSED');
  }
}

/** The intake's row is committed: it is the request's one row, whatever the answer makes of it. */
function tellTrail({ trail }: WorkspaceCaller): void {
  if (trail === undefined) return;
  trail.accepted = true;
  trail.rejected = true;
}

/**
 * A command about a known run goes where that run lives.
 * @throws WheelhouseError NOT_FOUND for a run that is unknown or another workspace's, ALREADY_TERMINAL
 */
export async function commandRun(
  deps: IssueDeps,
  caller: WorkspaceCaller,
  runId: string,
  body: CommandBody,
): Promise<Issued> {
  const { workspaceId } = caller;
  const run = await deps.db.withTenant(contextOf(caller), (tx) =>
    tx.run.findUnique({
      where: { workspaceId_id: { workspaceId, id: runId } },
      select: { instanceId: true, remoteWorkspaceId: true, state: true },
    }),
  );
  if (run === null) throw new WheelhouseError('NOT_FOUND');
  if (run.instanceId === deps.self || run.remoteWorkspaceId === null)
    return issueCommand(deps, caller, { body, runId });
  if (body.verb !== 'agent.status' && isTerminalRun(run.state as RunState))
    throw new WheelhouseError('ALREADY_TERMINAL');
  const target = { instance: run.instanceId as InstanceId, workspaceId: run.remoteWorkspaceId as WorkspaceId };
  return issueCommand(deps, caller, { body, runId, target });
}
