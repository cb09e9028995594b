import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdentity } from '@wheelhouse/protocol/keyfile';
import {
  emptyAuditHead,
  formatAuditLine,
  linkAuditRows,
  signAuditCheckpoint,
  type AuditRecord,
} from '@wheelhouse/protocol';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readCliConfig } from '../config.ts';
import { runProgram } from '../program.ts';

const now = 1_760_000_000_000;
const identity = createIdentity({ name: 'north', now });
const chain = identity.instanceId;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'wheelhouse-audit-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

function exportOf(count: number): AuditRecord[] {
  const rows = Array.from({ length: count }, (_, index) => ({ id: String(index + 1), at: now, action: 'x.y' }));
  const links = linkAuditRows(chain, emptyAuditHead, rows);
  const head = links.at(-1) ?? emptyAuditHead;
  const about = { v: 1, iss: chain, chain, seq: head.seq, hash: head.hash, purpose: 'export', iat: now } as const;
  return [
    {
      t: 'header',
      v: 1,
      kind: 'instance',
      chain,
      instance: chain,
      exportedAt: now,
      filter: null,
      keyset: identity.keyset,
    },
    ...links.map((link, index): AuditRecord => ({ t: 'entry', ...link, row: rows[index] ?? {} })),
    { t: 'checkpoint', envelope: signAuditCheckpoint(about, identity.identity) },
    { t: 'end', entries: count, rows: count },
  ];
}

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function verify(text: string, ...args: string[]): Promise<Ended> {
  const file = join(dir, 'export');
  await writeFile(file, text);
  return run(['audit', 'verify', file, ...args]);
}

/** Runs a command line as its process would. */
async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const said = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => ((said.out += String(chunk)), true));
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => ((said.err += String(chunk)), true));
  try {
    const code = await runProgram(argv, await readCliConfig({ WH_DATA_DIR: dir, ...env }));
    return { code, ...said };
  } finally {
    out.mockRestore();
    err.mockRestore();
    process.exitCode = 0;
  }
}

const textOf = (records: readonly AuditRecord[]): string => records.map(formatAuditLine).join('');

test('OPS-02: an export that holds ends with 0 and says until when it was signed', async () => {
  const { code, out } = await verify(textOf(exportOf(3)), '--fingerprint', identity.fingerprint);
  expect(out).toMatch(/verdict +holds/);
  expect(out).toContain(new Date(now).toISOString());
  expect(code).toBe(0);
});

test('OPS-02: a row altered, removed or reordered ends with 1 and is named', async () => {
  const records = exportOf(4);
  const swapped = [records[0], records[1], records[3], records[2], ...records.slice(4)];
  const cases: [string, string, RegExp][] = [
    ['altered', textOf(records).replace('"x.y"', '"x.z"'), /altered: row 1 \(place 1\)/],
    ['removed', textOf(records.toSpliced(2, 1)), /removed: row 2 of the chain/],
    ['reordered', textOf(swapped as AuditRecord[]), /reordered: row 2 \(place 2\)/],
  ];
  for (const [what, text, named] of cases) {
    const { code, out, err } = await verify(text);
    expect(out, what).toContain('DOES NOT HOLD');
    expect(err, what).toMatch(named);
    expect(code, what).toBe(1);
  }
});

test('an older export fails against a checkpoint that was kept', async () => {
  const kept = join(dir, 'kept');
  const checkpoint = exportOf(4).find((record) => record.t === 'checkpoint');
  await writeFile(kept, `${checkpoint?.envelope ?? ''}\n`);
  expect((await verify(textOf(exportOf(4)), '--checkpoint', kept)).code).toBe(0);
  const { code, out } = await verify(textOf(exportOf(3)), '--checkpoint', kept, '--json');
  expect(code).toBe(1);
  expect((JSON.parse(out) as { problems: { kind: string }[] }).problems).toMatchObject([{ kind: 'truncated' }]);
});

test('an export is written to a file that verifies, with the filter that was asked for', async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    response.setHeader('content-type', 'application/x-ndjson').end(textOf(exportOf(3)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const file = join(dir, 'downloaded');
  try {
    const env = {
      WHEELHOUSE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      WHEELHOUSE_API_KEY: 'a-key',
    };
    const args = ['--organization', 'o1', '--action', 'agents.*', '--since', '2026-01-01T00:00:00Z'];
    expect(await run(['audit', 'export', file, ...args], env)).toMatchObject({ code: 0, err: '' });
  } finally {
    server.close();
  }
  const since = Date.parse('2026-01-01T00:00:00Z');
  const query = `action=agents.*&from=${since}&format=jsonl`;
  expect(asked).toEqual([`/api/v1/organizations/o1/audit/export?${query} Bearer a-key`]);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await verify(await readFile(file, 'utf8'))).code).toBe(0);
});
