import { importLimits } from '@wheelhouse/protocol/api/spoke';
import { expect, test } from 'vitest';
import { readExport } from './read-export.ts';

const header = '{"kind":"wheelhouse-export","version":1}';

test('an export is its header and its rows, whatever they say', () => {
  const read = readExport(`\uFEFF${header}\r\n{"kind":"task","id":"1"}\r\n[1]\r\n`);
  expect(read).toEqual({ header: { kind: 'wheelhouse-export', version: 1 }, rows: [{ kind: 'task', id: '1' }, [1]] });
  expect(readExport(header).rows).toEqual([]);
});

test.each([
  ['nothing', '', 'line 1 is no header'],
  ['no header', '{"kind":"user","id":"u1"}\n', 'line 1 is no header'],
  ['a version of the future', '{"kind":"wheelhouse-export","version":2}\n', 'line 1 is no header'],
  ['a field of the header that is unknown', `{"kind":"wheelhouse-export","version":1,"x":1}`, 'line 1 is no header'],
  ['an empty line', `${header}\n\n{"kind":"user"}\n`, 'line 2 is empty'],
  ['half a line', `${header}\n{"kind":"user"}\n{"kind":"us`, 'line 3 is no JSON'],
  ['a key twice', `${header}\n{"kind":"user","kind":"team"}\n`, 'line 2 is no JSON'],
])('%s is refused by its line', (_what, text, why) => {
  expect(() => readExport(text)).toThrow(
    expect.objectContaining({ code: 'INVALID', message: expect.stringContaining(why) }),
  );
});

test('what the server would not take for its size is not sent', () => {
  const { maxRows, maxBytes } = importLimits;
  const rows = (count: number): string => `${header}\n${'{}\n'.repeat(count)}`;
  expect(readExport(rows(maxRows)).rows).toHaveLength(maxRows);
  const tooMany = { code: 'TOO_LARGE', message: expect.stringContaining(`${maxRows + 1} rows`) };
  expect(() => readExport(rows(maxRows + 1))).toThrow(expect.objectContaining(tooMany));
  const large = `${header}\n"${'x'.repeat(maxBytes)}"\n`;
  expect(() => readExport(large)).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }));
});
