import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { closeCodes, codeNames, codes } from './codes.ts';
import { limits } from './limits.ts';
import { eventTypes } from './messages/events.ts';
import { verbs } from './messages/command.ts';
import { receiptStatuses } from './messages/receipt.ts';
import { Frame } from './link/frames.ts';
import { envelopeKinds } from './envelope/dsse.ts';
import {
  commandMachine,
  connectionMachine,
  instanceMachine,
  keyMachine,
  linkMachine,
  runMachine,
  type Machine,
} from './states/index.ts';
import { workedExample } from './testing/worked-example.ts';

const spec = readFileSync(new URL('../SPEC.md', import.meta.url), 'utf8');

/** The rows of every table, as trimmed cells. */
const rows = spec
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
const findRow = (...cells: string[]): string[] | undefined =>
  rows.find((row) => cells.every((cell, index) => row[index] === cell));
const sectionOf = (heading: string): string => spec.split(`\n### ${heading}\n`)[1]?.split('\n#')[0] ?? '';

describe('SPEC.md', () => {
  const example = workedExample();
  test.each(Object.keys(example))('shows the worked example’s %s byte for byte', (label) => {
    const block = new RegExp(`\`\`\`\\w+ example:${label}\\n([^\\n]*)\\n\`\`\``).exec(spec);
    expect(block?.[1]?.trimEnd()).toBe(example[label]?.trimEnd());
  });

  test('shows no example that is not made here', () => {
    const labels = [...spec.matchAll(/^```\w+ example:([\w-]+)$/gm)].map(([, label]) => label);
    expect(new Set(labels)).toEqual(new Set(Object.keys(example)));
    expect(labels).toHaveLength(Object.keys(example).length);
  });

  test('names every limit with its value', () => {
    for (const [name, value] of Object.entries(limits))
      expect(findRow(`\`${name}\``, String(value)), name).toBeDefined();
  });

  test('names every code with its status and retry hint', () => {
    for (const name of codeNames) {
      const { status, retryable, meaning } = codes[name];
      expect(findRow(`\`${name}\``, String(status), retryable ? 'yes' : 'no', meaning), name).toBeDefined();
    }
    for (const [name, code] of Object.entries(closeCodes)) {
      expect(findRow(String(code), `\`${name}\``, code < 4500 ? 'yes' : 'no'), name).toBeDefined();
    }
  });

  test.each<[string, Machine<string>]>([
    ['Command', commandMachine],
    ['Run', runMachine],
    ['Link', linkMachine],
    ['Instance', instanceMachine],
    ['Connection', connectionMachine],
    ['Key', keyMachine],
  ])('has the table of the %s machine', (heading, machine) => {
    const told = sectionOf(`${heading} states`);
    for (const state of machine.states) {
      const next = machine.states.filter((to) => machine.canMove(state, to)).map((to) => `\`${to}\``);
      expect(told).toContain(`| \`${state}\` | ${machine.isTerminal(state) ? '(terminal)' : next.join(' ')} |`);
    }
  });

  test('has a row for every verb, receipt status, event type and frame, and names every kind', () => {
    for (const name of [...verbs, ...receiptStatuses, ...eventTypes])
      expect(findRow(`\`${name}\``), name).toBeDefined();
    for (const kind of envelopeKinds) expect(spec).toContain(`\`${kind}\``);
    const handshake = new Set(['hello', 'challenge', 'auth', 'welcome', 'reject']);
    for (const option of Frame.options) {
      const [name = ''] = option.shape.t.values;
      if (handshake.has(name)) expect(spec).toContain(`\`${name}\` {`);
      else
        expect(
          rows.some(([first]) => first?.split(', ').includes(`\`${name}\``)),
          name,
        ).toBe(true);
    }
  });
});
