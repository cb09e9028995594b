import { createIdentity } from '../keyfile/index.ts';
import { describe, expect, test } from 'vitest';
import {
  auditDigest,
  auditLinkHash,
  emptyAuditHead,
  formatAuditCsvHead,
  formatAuditCsvLine,
  formatAuditLine,
  linkAuditRows,
  signAuditCheckpoint,
  verifyAuditExport,
  verifyAuditRecords,
  type AuditRecord,
  type AuditReport,
  type AuditRow,
} from './index.ts';
import type { AuditEntryRecord } from './export-format.ts';

const now = 1_760_000_000_000;
const chain = '01890a5d-ac96-774b-bcce-b302099a8057';
const identity = createIdentity({ name: 'north', now });
const somebodyElse = createIdentity({ name: 'north', now });

const rows: (AuditRow & { readonly id: string })[] = Array.from({ length: 8 }, (_, index) => ({
  workspaceId: chain,
  // Ids have gaps: a transaction that was undone used one up.
  id: String(10 + index * 2),
  at: now + index,
  actorKind: 'user',
  actorId: chain,
  action: index === 3 ? '=cmd|calc' : 'agents.create',
  resourceKind: 'agent',
  resourceId: index === 4 ? '' : 'a, "b"\r\nc',
  verdict: 'accepted',
  code: null,
  requestId: `r${index}`,
  ip: "'-1",
  userAgent: null,
  detail: { n: index, list: [null, 1.5, 'ä'], '=x': '=y' },
  envelopeSha256: null,
  grantId: null,
  policyRevision: index,
}));

function checkpoint(seq: number, hash: string, purpose: 'periodic' | 'export', signer = identity): AuditRecord {
  const body = { v: 1, iss: identity.instanceId, chain, seq, hash, purpose, iat: now } as const;
  return { t: 'checkpoint', envelope: signAuditCheckpoint(body, signer.identity) };
}

/** An export of `count` rows with a checkpoint after the fourth, as the instance makes it. */
function exported(count = rows.length): AuditRecord[] {
  const kept = rows.slice(0, count);
  const links = linkAuditRows(chain, emptyAuditHead, kept);
  const header = { t: 'header', v: 1, kind: 'workspace', chain, instance: identity.instanceId } as const;
  return [
    { ...header, exportedAt: now, filter: null, keyset: identity.keyset },
    ...links.flatMap((link, index): AuditRecord[] => [
      { t: 'entry', ...link, row: kept[index] ?? {} },
      ...(link.seq === 4 ? [checkpoint(4, link.hash, 'periodic')] : []),
    ]),
    checkpoint(count, links.at(-1)?.hash ?? emptyAuditHead.hash, 'export'),
    { t: 'end', entries: count, rows: count },
  ];
}

type Entry = AuditEntryRecord;
const isEntry = (record: AuditRecord, seq: number): record is Entry => record.t === 'entry' && record.seq === seq;
const entryOf = (records: AuditRecord[], seq: number): Entry => {
  const found = records.find((record): record is Entry => isEntry(record, seq));
  if (found === undefined) throw new Error(`no entry ${seq}`);
  return found;
};
const edit = (seq: number, change: (entry: Entry) => Entry): AuditRecord[] =>
  exported().map((record) => (isEntry(record, seq) ? change(record) : record));
const found = (report: AuditReport): unknown[] => report.problems.map(({ kind, seq, row }) => [kind, seq, row]);

describe('OPS-02: an audit export', () => {
  test('holds as it was made, and says who signed it and as of when', () => {
    const report = verifyAuditRecords(exported(), { fingerprint: identity.fingerprint });
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ ok: true, entries: 8, withheld: 0, checkpoints: 2, asOf: now });
    expect(report.head.seq).toBe(8);
  });

  test('of a log without rows holds', () => {
    expect(verifyAuditRecords(exported(0))).toMatchObject({ ok: true, entries: 0 });
  });

  test.each(Object.keys(rows[0] ?? {}).filter((name) => name !== 'id'))(
    'names the row whose %s was altered',
    (name) => {
      const report = verifyAuditRecords(edit(3, (entry) => ({ ...entry, row: { ...entry.row, [name]: 'forged' } })));
      expect(found(report)).toEqual([['altered', 3, '14']]);
    },
  );

  test('names an altered row whose digest was made to fit', () => {
    const row = { ...rows[2], action: 'nothing.happened' };
    const report = verifyAuditRecords(edit(3, (entry) => ({ ...entry, row, digest: auditDigest(row) })));
    expect(found(report)).toEqual([['broken-link', 3, '14']]);
  });

  test('does not hold for rows that were rewritten with every hash after them: the checkpoint says between which', () => {
    const forged = exported();
    let head = emptyAuditHead;
    const again = forged.map((record): AuditRecord => {
      if (record.t !== 'entry') return record;
      const row = record.seq === 3 ? { ...record.row, action: 'nothing.happened' } : record.row;
      const next = { seq: record.seq, id: record.id, digest: auditDigest(row ?? {}) };
      head = { seq: next.seq, hash: auditLinkHash(chain, head, next) };
      return { t: 'entry', ...next, hash: head.hash, ...(row === undefined ? {} : { row }) };
    });
    const report = verifyAuditRecords(again);
    expect(found(report)).toEqual([
      ['bad-checkpoint', 4, null],
      ['bad-checkpoint', 8, null],
    ]);
    expect(report.problems[0]?.message).toBe('rows 1 to 4 are not those that were signed at row 4');
  });

  test('names a row that was taken out', () => {
    const report = verifyAuditRecords(exported().filter((record) => !isEntry(record, 3)));
    expect(found(report)).toEqual([
      ['removed', 3, null],
      ['truncated', null, null],
    ]);
  });

  test('names a row that is gone from the log while its link stands', () => {
    const report = verifyAuditRecords(edit(3, ({ row: _row, ...entry }) => entry));
    expect(found(report)[0]).toEqual(['removed', 3, '14']);
  });

  test('names the place where a row was taken out and the rest counted anew', () => {
    const forged = exported()
      .filter((record) => !(record.t === 'entry' && record.seq === 6))
      .map((record) => (record.t === 'entry' && record.seq > 6 ? { ...record, seq: record.seq - 1 } : record));
    expect(found(verifyAuditRecords(forged))[0]).toEqual(['broken-link', 6, '22']);
  });

  test('names rows that changed places', () => {
    const records = exported();
    const [a, b] = [entryOf(records, 5), entryOf(records, 6)];
    const lines = records.map((record) => (record === a ? b : record === b ? a : record));
    expect(found(verifyAuditRecords(lines))).toEqual([['reordered', 5, '18']]);
    const contents = records.map((record) =>
      record === a ? { ...a, row: b.row ?? {} } : record === b ? { ...b, row: a.row ?? {} } : record,
    );
    expect(found(verifyAuditRecords(contents))).toEqual([
      ['reordered', 5, '18'],
      ['reordered', 6, '20'],
    ]);
  });

  test('names a row that is there twice', () => {
    const records = exported();
    expect(found(verifyAuditRecords([...records.slice(0, 4), entryOf(records, 2), ...records.slice(4)]))[0]).toEqual([
      'duplicated',
      2,
      '12',
    ]);
  });

  test.each([
    ['in the middle of the rows', (records: AuditRecord[]) => records.slice(0, 8)],
    ['right after an older checkpoint', (records: AuditRecord[]) => records.slice(0, 6)],
    [
      'and given a new end',
      (records: AuditRecord[]) => [...records.slice(0, 6), { t: 'end', entries: 4, rows: 4 } as const],
    ],
    ['and the last checkpoint kept', (records: AuditRecord[]) => [...records.slice(0, 8), ...records.slice(-2)]],
    ['before its first row', (records: AuditRecord[]) => records.slice(0, 1)],
  ])('that was cut %s does not hold', (_where, cut) => {
    const report = verifyAuditRecords(cut(exported()));
    expect(report.ok).toBe(false);
    expect(report.problems.map((problem) => problem.kind)).toContain('truncated');
  });

  test('an older export passed off as the newest fails against a checkpoint that somebody kept', () => {
    const kept = exported().findLast((record) => record.t === 'checkpoint');
    const older = exported(4);
    expect(verifyAuditRecords(older).ok).toBe(true);
    const report = verifyAuditRecords(older, { checkpoints: [kept?.envelope ?? ''] });
    expect(found(report)).toEqual([['truncated', 8, null]]);
    expect(verifyAuditRecords(exported(), { checkpoints: [kept?.envelope ?? ''] }).ok).toBe(true);
  });

  test('signed by another key does not hold, nor under a fingerprint that is not the instance’s', () => {
    const links = linkAuditRows(chain, emptyAuditHead, rows);
    const forged = exported().map((record) =>
      record.t === 'checkpoint' ? checkpoint(8, links.at(-1)?.hash ?? '', 'export', somebodyElse) : record,
    );
    expect(verifyAuditRecords(forged).problems.map((problem) => problem.kind)).toContain('bad-checkpoint');
    const other = verifyAuditRecords(exported(), { fingerprint: somebodyElse.fingerprint });
    expect(other).toMatchObject({ ok: false, fingerprint: null });
  });

  test('with withheld rows holds only for who allows that', () => {
    const filtered = exported().map((record): AuditRecord => {
      if (record.t === 'end') return { ...record, rows: 1 };
      if (record.t !== 'entry' || record.seq === 2) return record;
      const { row: _row, ...rest } = record;
      return rest;
    });
    expect(verifyAuditRecords(filtered, { allowWithheld: true })).toMatchObject({ ok: true, entries: 8, withheld: 7 });
    expect(verifyAuditRecords(filtered).ok).toBe(false);
  });
});

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

describe.each([
  ['JSON lines', (records: AuditRecord[]) => records.map(formatAuditLine).join('')],
  [
    'CSV',
    (records: AuditRecord[]) =>
      formatAuditCsvHead('workspace') + records.map((record) => formatAuditCsvLine('workspace', record)).join(''),
  ],
])('an export as %s', (_format, write) => {
  test.each([1, 7, 1_000_000])('holds when read in pieces of %i characters', async (size) => {
    const report = await verifyAuditExport(inPieces(write(exported()), size));
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ ok: true, entries: 8, withheld: 0 });
  });

  test('fails for every single line left out, and for every character of a row altered', async () => {
    const records = exported();
    for (let index = 0; index < records.length; index += 1) {
      const report = await verifyAuditExport(inPieces(write(records.toSpliced(index, 1)), 1e6));
      expect(report.ok, `without record ${index}`).toBe(records[index]?.t === 'checkpoint' && index === 5);
    }
    const text = write(records);
    const from = text.indexOf('agents.create');
    for (let at = from; at < from + 13; at += 1) {
      const report = await verifyAuditExport(inPieces(`${text.slice(0, at)}#${text.slice(at + 1)}`, 1e6));
      expect(found(report)).toEqual([['altered', 1, '10']]);
    }
  });

  test('reports what cannot be read instead of throwing', async () => {
    for (const text of ['', 'hello', '{', write(exported()).slice(0, 900), `${write(exported())}garbage`]) {
      expect((await verifyAuditExport(inPieces(text, 100))).ok).toBe(false);
    }
  });
});

test('a column that is null changes no digest, so a later column leaves older rows alone', () => {
  expect(auditDigest({ id: '1', added: null })).toBe(auditDigest({ id: '1' }));
  expect(auditDigest({ id: '1', detail: { added: null } })).not.toBe(auditDigest({ id: '1', detail: {} }));
});

test('the spelling of a row does not depend on the order of its members', () => {
  expect(auditDigest({ id: '1', detail: { b: 1, a: [1, 2] } })).toBe(
    auditDigest({ detail: { a: [1, 2], b: 1 }, id: '1' }),
  );
});
