import { WheelhouseError } from '../codes.ts';
import { openKeyset, type OpenedKeyset } from '../keys/keyset.ts';
import { auditDigest, auditLinkHash, emptyAuditHead, type AuditHead } from './chain.ts';
import { openAuditCheckpoint, type AuditCheckpoint } from './checkpoint.ts';
import type { AuditEndRecord, AuditEntryRecord, AuditHeaderRecord, AuditRecord } from './export-format.ts';

export interface VerifyAuditOptions {
  /** Of the instance's identity key, learned some other way. Without it the file vouches for its own key. */
  readonly fingerprint?: string;
  /** Envelopes of checkpoints kept from earlier: what they signed must still be there. */
  readonly checkpoints?: readonly string[];
  /** Rows may be withheld (a filter, retention). Their links are checked all the same. */
  readonly allowWithheld?: boolean;
}

export type AuditProblemKind =
  'altered' | 'removed' | 'reordered' | 'duplicated' | 'broken-link' | 'bad-checkpoint' | 'truncated' | 'malformed';

export interface AuditProblem {
  readonly kind: AuditProblemKind;
  /** Place in the chain; null where it is about the whole file. */
  readonly seq: number | null;
  /** The row's id, where it is known. */
  readonly row: string | null;
  readonly message: string;
}

export interface AuditReport {
  readonly ok: boolean;
  readonly header: AuditHeaderRecord | null;
  /** Of the key that signed the checkpoints. */
  readonly fingerprint: string | null;
  readonly entries: number;
  readonly withheld: number;
  readonly checkpoints: number;
  readonly head: AuditHead;
  /** When the instance signed the head; null where it did not. */
  readonly asOf: number | null;
  /** At most 100; `problemCount` counts all. */
  readonly problems: readonly AuditProblem[];
  readonly problemCount: number;
}

const maxProblems = 100;
const maxGap = 10_000;

interface Mismatch {
  readonly entry: AuditEntryRecord;
  readonly actual: string;
}

/** Checks an export record by record, in constant memory for a file without faults. */
export class AuditVerifier {
  readonly #options: VerifyAuditOptions;
  #header: AuditHeaderRecord | null = null;
  #keyset: OpenedKeyset | null = null;
  #head: AuditHead = emptyAuditHead;
  #end: AuditEndRecord | null = null;
  #asOf: number | null = null;
  readonly #counts = { entries: 0, withheld: 0, checkpoints: 0, problems: 0 };
  readonly #problems: AuditProblem[] = [];
  readonly #mismatches: Mismatch[] = [];
  readonly #missing = new Set<number>();
  /** Checkpoints whose entry has not been seen yet. */
  readonly #awaited = new Map<number, string[]>();
  /** The last place that a checkpoint confirmed. */
  #confirmed = 0;

  constructor(options: VerifyAuditOptions = {}) {
    this.#options = options;
  }

  /** Takes the next record of the file. */
  take(record: AuditRecord): void {
    if (this.#end !== null) return this.#report('malformed', null, 'something follows the end of the export');
    if (record.t === 'header') return this.#takeHeader(record);
    if (this.#header === null) return this.#report('malformed', null, 'the export does not begin with its header');
    if (record.t === 'entry') this.#takeEntry(record, this.#header);
    else if (record.t === 'checkpoint') this.#takeCheckpoint(record.envelope);
    else this.#end = record;
  }

  /** Notes a line that could not be read at all. */
  takeFault(line: number, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.#report('malformed', null, `line ${line} cannot be read: ${why}`);
  }

  /** What is to be said of the whole file. */
  finish(): AuditReport {
    this.#checkMismatches();
    for (const seq of this.#missing) this.#report('removed', { seq }, `row ${seq} of the chain was removed`);
    this.#checkEnd();
    return {
      ok: this.#counts.problems === 0,
      header: this.#header,
      fingerprint: this.#keyset?.identityFingerprint ?? null,
      entries: this.#counts.entries,
      withheld: this.#counts.withheld,
      checkpoints: this.#counts.checkpoints,
      head: this.#head,
      asOf: this.#asOf,
      problems: this.#problems,
      problemCount: this.#counts.problems,
    };
  }

  #report(kind: AuditProblemKind, at: { readonly seq: number; readonly id?: string } | null, message: string): void {
    this.#counts.problems += 1;
    if (this.#problems.length >= maxProblems) return;
    this.#problems.push({ kind, seq: at?.seq ?? null, row: at?.id ?? null, message });
  }

  #takeHeader(header: AuditHeaderRecord): void {
    if (this.#header !== null) return this.#report('malformed', null, 'the export has two headers');
    this.#header = header;
    const { fingerprint, checkpoints = [] } = this.#options;
    try {
      this.#keyset = openKeyset(header.keyset, {
        instance: header.instance,
        ...(fingerprint === undefined ? {} : { identityFingerprint: fingerprint }),
      });
    } catch (error) {
      this.#report('bad-checkpoint', null, `the keyset does not hold: ${messageOf(error)}`);
    }
    for (const envelope of checkpoints) this.#await(envelope, header);
  }

  #takeEntry(entry: AuditEntryRecord, { chain }: AuditHeaderRecord): void {
    this.#counts.entries += 1;
    this.#checkRow(entry);
    const { seq } = entry;
    if (seq <= this.#head.seq) {
      if (this.#missing.delete(seq)) this.#report('reordered', entry, `row ${nameOf(entry)} stands out of order`);
      else this.#report('duplicated', entry, `row ${nameOf(entry)} is there twice`);
      return;
    }
    const gap = seq - this.#head.seq - 1;
    for (let lost = this.#head.seq + 1; lost < seq && lost <= this.#head.seq + maxGap; lost += 1)
      this.#missing.add(lost);
    if (gap === 0 && auditLinkHash(chain, this.#head, entry) !== entry.hash) {
      this.#report('broken-link', entry, brokenText(entry, this.#head));
    }
    this.#head = { seq, hash: entry.hash };
    this.#asOf = null;
    for (const hash of this.#awaited.get(seq) ?? []) this.#confirm(seq, hash);
    this.#awaited.delete(seq);
  }

  #checkRow(entry: AuditEntryRecord): void {
    if (entry.row === undefined) {
      this.#counts.withheld += 1;
      if (this.#options.allowWithheld !== true) this.#report('removed', entry, `row ${nameOf(entry)} was removed`);
      return;
    }
    const actual = auditDigest(entry.row);
    if (actual !== entry.digest) this.#mismatches.push({ entry, actual });
    else if (entry.row['id'] !== entry.id) this.#report('altered', entry, `row ${nameOf(entry)} carries another id`);
  }

  #takeCheckpoint(envelope: string): void {
    this.#counts.checkpoints += 1;
    if (this.#header === null) return;
    const body = this.#await(envelope, this.#header);
    if (body?.purpose === 'export' && body.seq === this.#head.seq) this.#asOf = body.iat;
  }

  /** Compares a checkpoint with its place in the chain, now or when that comes. */
  #await(envelope: string, header: AuditHeaderRecord): AuditCheckpoint | null {
    const body = this.#openCheckpoint(envelope, header);
    if (body === null) return null;
    if (body.seq === this.#head.seq) this.#confirm(body.seq, body.hash);
    else if (body.seq > this.#head.seq)
      this.#awaited.set(body.seq, [...(this.#awaited.get(body.seq) ?? []), body.hash]);
    else if (!this.#missing.has(body.seq)) {
      this.#report('reordered', { seq: body.seq }, `the checkpoint of row ${body.seq} stands out of order`);
    }
    return body;
  }

  #openCheckpoint(envelope: string, { instance, chain }: AuditHeaderRecord): AuditCheckpoint | null {
    if (this.#keyset === null) return null;
    try {
      const body = openAuditCheckpoint(envelope, { instance, identityKey: this.#keyset.identityKey });
      if (body.chain !== chain) throw new WheelhouseError('INVALID', 'it is another chain’s');
      return body;
    } catch (error) {
      this.#report('bad-checkpoint', null, `a checkpoint does not hold: ${messageOf(error)}`);
      return null;
    }
  }

  #confirm(seq: number, hash: string): void {
    if (hash === this.#head.hash) {
      this.#confirmed = seq;
      return;
    }
    const from = this.#confirmed + 1;
    this.#report('bad-checkpoint', { seq }, `rows ${from} to ${seq} are not those that were signed at row ${seq}`);
  }

  /** A row whose digest is another's changed places with it; any other was altered. */
  #checkMismatches(): void {
    for (const { entry, actual } of this.#mismatches) {
      const from = this.#mismatches.find((other) => other.entry.digest === actual)?.entry;
      if (from === undefined) this.#report('altered', entry, `row ${nameOf(entry)} was altered`);
      else this.#report('reordered', entry, `place ${entry.seq} holds the row that belongs to place ${from.seq}`);
    }
  }

  #checkEnd(): void {
    if (this.#header === null) return this.#report('malformed', null, 'this is no audit export');
    for (const seq of this.#awaited.keys()) {
      const last = this.#head.seq;
      this.#report('truncated', { seq }, `a checkpoint was signed at row ${seq}, but the file ends at row ${last}`);
    }
    if (this.#asOf === null) {
      this.#report('truncated', null, 'no checkpoint of an export confirms the last row: the end of the file is gone');
    }
    const { entries, withheld } = this.#counts;
    if (this.#end === null) this.#report('truncated', null, 'the file has no end record');
    else if (this.#end.entries !== entries || this.#end.rows !== entries - withheld) {
      this.#report('truncated', null, `the export had ${this.#end.entries} entries, the file has ${entries}`);
    }
  }
}

const nameOf = (entry: { readonly seq: number; readonly id: string }): string => `${entry.id} (place ${entry.seq})`;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function brokenText(entry: AuditEntryRecord, previous: AuditHead): string {
  return `row ${nameOf(entry)} does not follow from place ${previous.seq}: its link, or what came before it, was changed`;
}

/** Verifies an export whose records are read already. */
export function verifyAuditRecords(records: Iterable<AuditRecord>, options: VerifyAuditOptions = {}): AuditReport {
  const verifier = new AuditVerifier(options);
  for (const record of records) verifier.take(record);
  return verifier.finish();
}
