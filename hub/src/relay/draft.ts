import type { Code, CommandState, RunEvent, RunView } from '@wheelhouse/protocol';
import type { HubLimits } from '../limits.ts';
import { hasRoom, place, type IssuerShare, type Letter, type MailboxHead, type MailboxRow } from '../mailbox/rules.ts';
import type { Opened } from './items.ts';
import type { RelayView } from './rules.ts';

/** A command as the log has it. Times are milliseconds since the epoch. */
export interface LoggedCommand {
  readonly iss: string;
  readonly id: string;
  readonly aud: string;
  readonly workspaceId: string;
  readonly verb: string;
  readonly agt: string | null;
  readonly sha256: string;
  readonly state: CommandState;
  readonly code: string | null;
  readonly exp: number;
}
export interface NewCommand extends LoggedCommand {
  readonly act: unknown;
  readonly envelope: string;
}
export interface CommandMove {
  readonly iss: string;
  readonly id: string;
  readonly state: string;
  readonly code: string | null;
}
export interface NewReceipt {
  readonly id: string;
  readonly iss: string;
  readonly commandIss: string;
  readonly commandId: string;
  readonly status: string;
  readonly envelope: string;
  readonly late: boolean;
}
/** What is known anew about one run; null leaves what is there. */
export interface RunPatch {
  readonly id: string;
  readonly instanceId: string;
  readonly workspaceId: string;
  readonly issuer: string;
  readonly agentName: string | null;
  readonly state: string | null;
  readonly code: string | null;
  readonly gen: number;
  readonly lastSeq: number;
  readonly view: RunView | null;
}
export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly resource: string | null;
  readonly verdict: 'allowed' | 'refused';
  readonly code: Code | null;
  readonly envelopeSha256: string | null;
  readonly requestId: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}
export interface DeadLetter {
  readonly spokeId: string;
  readonly messageId: string | null;
  readonly reason: string;
  readonly content: string;
}

/** What the store holds about the messages of one batch, read under the locks of the heads. */
export interface BatchState {
  /** Of the live session of each spoke that sent something. */
  readonly connGens: ReadonlyMap<string, number>;
  readonly heads: ReadonlyMap<string, MailboxHead>;
  /** Keyed `iss:id`. */
  readonly commands: ReadonlyMap<string, LoggedCommand>;
  readonly receiptIds: ReadonlySet<string>;
  /** Keyed `iss:id` of the command. */
  readonly receiptsOf: ReadonlyMap<
    string,
    readonly { readonly id: string; readonly iss: string; readonly envelope: string }[]
  >;
  /** Keyed `spoke:issuer`; absent where nobody can be near a cap. */
  readonly shares: ReadonlyMap<string, IssuerShare>;
}

export interface DraftContext {
  readonly view: RelayView;
  readonly limits: HubLimits;
  readonly now: number;
}

/** Everything that one transaction will write, collected in memory while the rules run over the batch in order. */
export class Draft {
  readonly state: BatchState;
  readonly context: DraftContext;
  readonly heads: Map<string, MailboxHead>;
  readonly commands: Map<string, LoggedCommand>;
  readonly receiptIds: Set<string>;
  readonly shares: Map<string, IssuerShare>;
  readonly rows: MailboxRow[] = [];
  readonly newCommands: NewCommand[] = [];
  readonly moves = new Map<string, CommandMove>();
  readonly newReceipts: NewReceipt[] = [];
  readonly grants: Extract<Opened, { kind: 'grant' }>[] = [];
  readonly runs: RunPatch[] = [];
  readonly runEvents: (RunEvent & { readonly runId: string; readonly instanceId: string; readonly gen: number })[] = [];
  readonly inventories: {
    readonly instanceId: string;
    readonly runs: readonly { agt: string; gen: number; state: string }[];
  }[] = [];
  readonly audit: AuditEntry[] = [];
  readonly deadLetters: DeadLetter[] = [];

  constructor(state: BatchState, context: DraftContext) {
    this.state = state;
    this.context = context;
    this.heads = new Map(state.heads);
    this.commands = new Map(state.commands);
    this.receiptIds = new Set(state.receiptIds);
    this.shares = new Map(state.shares);
  }

  /** Appends a letter to a spoke's mailbox; false where it does not fit. */
  append(spokeId: string, letter: Letter): boolean {
    const head = this.heads.get(spokeId);
    if (head === undefined) return false;
    const key = `${spokeId}:${letter.issuer ?? ''}`;
    const share = this.shares.get(key) ?? { messages: 0, bytes: 0 };
    const placed = place(head, letter);
    const { bytes } = placed.row;
    if (letter.type === 'data' && !hasRoom(head, { bytes, share }, this.context.limits)) return false;
    this.rows.push(placed.row);
    this.heads.set(spokeId, placed.head);
    this.shares.set(key, { messages: share.messages + 1, bytes: share.bytes + bytes });
    return true;
  }

  /** As {@link append}; what does not fit is kept as a dead letter instead of vanishing. */
  appendOrBury(spokeId: string, letter: Letter): void {
    if (this.append(spokeId, letter)) return;
    this.bury(spokeId, letter, 'MAILBOX_FULL');
  }

  bury(spokeId: string, letter: Letter, reason: string): void {
    this.deadLetters.push({ spokeId, messageId: letter.messageId, reason, content: letter.content });
  }
}

/** The letter that carries a relayed message's exact bytes. */
export function letterOf(opened: Opened, lane: 'ctl' | 'run' | null): Letter {
  const { message } = opened;
  return {
    type: 'data',
    kind: opened.kind,
    issuer: message.iss,
    messageId: message.id,
    workspaceId: message.ws,
    lane,
    content: opened.text,
    // Only commands lapse: an old receipt is still what happened.
    exp: opened.kind === 'command' ? message.exp : null,
  };
}

/** What a spawn command by itself says about its run. */
export function runOfSpawn(
  command: LoggedCommand,
  what: { agentName: string | null; state: string; code: string | null },
): RunPatch {
  return {
    ...what,
    id: command.agt ?? command.id,
    instanceId: command.aud,
    workspaceId: command.workspaceId,
    issuer: command.iss,
    gen: 0,
    lastSeq: 0,
    view: null,
  };
}
