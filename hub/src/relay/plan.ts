import { decideReceipt, laneOf, type Code } from '@wheelhouse/protocol';
import { letterOf, runOfSpawn, type Draft, type LoggedCommand } from './draft.ts';
import type { Inbound, Opened, Verdict } from './items.ts';
import { decideHints, decideRelay, mayForward } from './rules.ts';

const stored: Verdict = { kind: 'stored' };
const refused = (code: Code): Verdict => ({ kind: 'refused', code });

type OpenedOf<K extends Opened['kind']> = Extract<Opened, { kind: K }>;

/** Runs the rules over a batch in order; the draft then holds what to write and the answer says what became of each. */
export function planBatch(items: readonly Inbound[], draft: Draft): Verdict[] {
  return items.map((item) => planItem(item, draft));
}

function planItem(item: Inbound, draft: Draft): Verdict {
  const { source, content } = item;
  if (source !== null && !takeOffset(source, draft)) return { kind: 'stale' };
  switch (content.type) {
    case 'refused':
      // The kind that it claims: nothing of it was verified.
      return refuse(item, draft, { code: content.code, action: `${content.hints?.kind ?? 'message'}.relay` });
    case 'inventory':
      if (source !== null) draft.inventories.push({ instanceId: source.spokeId, runs: content.runs });
      return stored;
    case 'message': {
      const code = content.hints === null ? null : decideHints(content.hints, content.opened);
      if (code !== null) return refuse(item, draft, { code, action: `${content.opened.kind}.relay` });
      return planMessage(item, content.opened, draft);
    }
  }
}

/** Moves the up direction's offset; false where the session is no longer the spoke's newest. */
function takeOffset(source: NonNullable<Inbound['source']>, draft: Draft): boolean {
  const head = draft.heads.get(source.spokeId);
  if (head === undefined || draft.state.connGens.get(source.spokeId) !== source.connGen) return false;
  if (head.upEpoch !== source.epoch || source.offset <= head.upOffset) return false;
  draft.heads.set(source.spokeId, { ...head, upOffset: source.offset });
  return true;
}

function planMessage(item: Inbound, opened: Opened, draft: Draft): Verdict {
  if (opened.kind === 'command') return planCommand(item, opened, draft);
  const code = decideRelay(opened, draft.context.view, draft.context.now) ?? planOther(opened, draft);
  if (code === null) return stored;
  return refuse(item, draft, { code, action: `${opened.kind}.relay` });
}

function planOther(opened: Exclude<Opened, { kind: 'command' }>, draft: Draft): Code | null {
  switch (opened.kind) {
    case 'receipt':
      return planReceipt(opened, draft);
    case 'events':
      return planEvents(opened, draft);
    case 'grant':
      draft.grants.push(opened);
      forward(opened, draft);
      return null;
  }
}

function planCommand(item: Inbound, opened: OpenedOf<'command'>, draft: Draft): Verdict {
  const { message, sha256 } = opened;
  const key = `${message.iss}:${message.id}`;
  const known = draft.commands.get(key);
  if (known !== undefined) {
    if (known.sha256 !== sha256) return refuse(item, draft, { code: 'ID_REUSED', action: 'command.relay' });
    resendReceipts(key, draft);
    return { kind: 'duplicate' };
  }
  const code = decideRelay(opened, draft.context.view, draft.context.now);
  if (code !== null) return refuse(item, draft, { code, action: 'command.relay' });
  if (!draft.append(message.aud, letterOf(opened, laneOf(message.body.verb)))) {
    return refuse(item, draft, { code: 'MAILBOX_FULL', action: 'command.relay' });
  }
  const command: LoggedCommand = {
    iss: message.iss,
    id: message.id,
    aud: message.aud,
    workspaceId: message.ws,
    verb: message.body.verb,
    agt: message.agt ?? null,
    sha256,
    state: 'queued',
    code: null,
    exp: message.exp,
  };
  draft.commands.set(key, command);
  draft.newCommands.push({ ...command, act: message.act, envelope: opened.text });
  if (message.body.verb === 'agent.spawn') {
    draft.runs.push(runOfSpawn(command, { agentName: message.body.agent, state: 'queued', code: null }));
  }
  draft.audit.push(auditOf(item, { action: 'command.relay', code: null }));
  return stored;
}

/** A spoke that asks again gets the receipts again: it may have lost them, and they are the answer. */
function resendReceipts(key: string, draft: Draft): void {
  const command = draft.commands.get(key);
  if (command === undefined || draft.context.view.findInstance(command.iss)?.kind !== 'spoke') return;
  for (const receipt of draft.state.receiptsOf.get(key) ?? []) {
    draft.append(command.iss, {
      type: 'data',
      kind: 'receipt',
      issuer: receipt.iss,
      messageId: receipt.id,
      workspaceId: command.workspaceId,
      lane: null,
      content: receipt.envelope,
      exp: null,
    });
  }
}

function planReceipt(opened: OpenedOf<'receipt'>, draft: Draft): Code | null {
  const { message } = opened;
  const { body } = message;
  const key = `${message.aud}:${body.command}`;
  const command = draft.commands.get(key);
  // Only the instance a command was addressed to may answer it, and only for the bytes that were asked.
  if (command === undefined || command.aud !== message.iss || command.sha256 !== body.sha256) return 'NOT_AUTHORIZED';
  if (command.workspaceId !== message.ws || body.status === 'expired_undelivered') return 'NOT_AUTHORIZED';
  if (draft.receiptIds.has(message.id)) return null;
  const verdict = decideReceipt(command.state, body);
  draft.receiptIds.add(message.id);
  draft.newReceipts.push({
    id: message.id,
    iss: message.iss,
    commandIss: command.iss,
    commandId: command.id,
    status: body.status,
    envelope: opened.text,
    late: verdict.effect === 'late',
  });
  if (verdict.effect === 'moved') {
    const code = body.code ?? null;
    draft.commands.set(key, { ...command, state: verdict.state, code });
    draft.moves.set(key, { iss: command.iss, id: command.id, state: verdict.state, code });
  }
  if (body.status === 'rejected' && command.verb === 'agent.spawn') {
    draft.runs.push(runOfSpawn(command, { agentName: null, state: 'rejected', code: body.code ?? null }));
  }
  if (body.run !== undefined) {
    draft.runs.push({
      id: body.run.id,
      instanceId: message.iss,
      workspaceId: message.ws,
      issuer: command.iss,
      agentName: body.run.agent,
      state: body.run.state,
      code: body.run.code ?? null,
      gen: body.run.gen,
      lastSeq: body.run.lastSeq,
      view: body.run,
    });
  }
  forward(opened, draft);
  return null;
}

function planEvents(opened: OpenedOf<'events'>, draft: Draft): Code | null {
  const { message } = opened;
  const { events } = message.body;
  const last = events.at(-1);
  let state: string | null = null;
  let code: string | null = null;
  let agentName: string | null = null;
  for (const event of events) {
    draft.runEvents.push({ ...event, runId: message.agt, instanceId: message.iss, gen: message.gen });
    if (event.type !== 'state') continue;
    state = textOr(event.data['state'], state);
    code = textOr(event.data['code'], null);
    agentName = textOr(event.data['agent'], agentName);
  }
  draft.runs.push({
    id: message.agt,
    instanceId: message.iss,
    workspaceId: message.ws,
    issuer: message.aud === draft.context.view.hubId ? message.iss : message.aud,
    agentName,
    state,
    code,
    gen: message.gen,
    lastSeq: last?.seq ?? 0,
    view: null,
  });
  if (message.aud !== draft.context.view.hubId) forward(opened, draft);
  return null;
}

const textOr = (value: unknown, otherwise: string | null): string | null =>
  typeof value === 'string' ? value : otherwise;

/** Puts a message into its audience's mailbox; where it may not travel now it is kept as a dead letter. */
function forward(opened: Opened, draft: Draft): void {
  const { aud } = opened.message;
  const { view } = draft.context;
  if (view.findInstance(aud)?.kind !== 'spoke') return;
  const letter = letterOf(opened, null);
  if (mayForward(opened, view)) draft.appendOrBury(aud, letter);
  else draft.bury(aud, letter, 'NOT_AUTHORIZED');
}

function refuse(item: Inbound, draft: Draft, why: { code: Code; action: string }): Verdict {
  // A flood over the rate is counted in the metrics; one row for each would make the audit log the victim.
  if (why.code !== 'RATE_LIMITED') draft.audit.push(auditOf(item, why));
  return refused(why.code);
}

function auditOf(item: Inbound, what: { code: Code | null; action: string }): Draft['audit'][number] {
  const { content, source } = item;
  const opened = content.type === 'message' ? content.opened : null;
  const hints = content.type === 'inventory' ? null : content.hints;
  const id = opened?.message.id ?? hints?.id ?? null;
  const actor = source?.spokeId ?? opened?.message.iss ?? 'unknown';
  return {
    actor: `instance:${actor}`,
    action: what.action,
    resource: id === null ? null : `${opened?.kind ?? 'message'}:${id}`,
    verdict: what.code === null ? 'allowed' : 'refused',
    code: what.code,
    envelopeSha256: opened?.sha256 ?? null,
    requestId: item.requestId ?? null,
    detail: opened === null ? {} : { aud: opened.message.aud, ws: opened.message.ws, keyid: opened.keyid },
  };
}
