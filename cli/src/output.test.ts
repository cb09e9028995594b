import { WheelhouseError } from '@wheelhouse/protocol';
import { expect, test } from 'vitest';
import { ApiError } from './api-client.ts';
import { exitCodeOf, exitCodes } from './exit.ts';
import { createOutput, describeError } from './output.ts';

function captured(format: 'table' | 'json', use: (output: ReturnType<typeof createOutput>) => void): string {
  let text = '';
  use(
    createOutput(
      format,
      (part) => (text += part),
      () => undefined,
    ),
  );
  return text;
}

test('a list is a table for people and one JSON array for programs', () => {
  const rows = [
    { id: 'a', state: 'running', code: null },
    { id: 'bb', state: 'killed', code: 'LOST' },
  ];
  expect(captured('table', (output) => output.list(rows, ['id', 'state', 'code']))).toBe(
    'ID  STATE    CODE\na   running  -\nbb  killed   LOST\n',
  );
  expect(JSON.parse(captured('json', (output) => output.list(rows, ['id'])))).toEqual(rows);
});

test('an error names its code, the request and what to do', () => {
  const error = new ApiError('NOT_AUTHORIZED', 'no grant', { status: 404, requestId: 'r-7' });
  expect(describeError(error)).toMatch(/^NOT_AUTHORIZED: no grant \(request r-7\)\n {2}\S/);
  expect(describeError(new WheelhouseError('BUSY'))).toMatch(/^BUSY: /);
});

test('exit codes tell refusals, conflicts and outages apart', () => {
  expect(exitCodeOf('NOT_FOUND')).toBe(exitCodes.notFound);
  expect(exitCodeOf('SIGNATURE_INVALID')).toBe(exitCodes.refused);
  expect(exitCodeOf('CANCELLED_BEFORE_START')).toBe(exitCodes.conflict);
  expect(exitCodeOf('UNAVAILABLE')).toBe(exitCodes.unavailable);
  expect(exitCodeOf('INTERNAL')).toBe(exitCodes.failed);
});
