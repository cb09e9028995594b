import { expect, test } from 'vitest';
import { decideResume } from './resume.ts';
import type { MailboxHead } from './rules.ts';

const stored: MailboxHead = {
  spokeId: 's',
  epoch: 'd1',
  nextOffset: 11,
  ackedOffset: 4,
  upEpoch: 'u1',
  upOffset: 7,
  messages: 6,
  bytes: 600,
};
const up = { epoch: 'u1', offset: 7 };

test.each([
  ['all it has is known', { epoch: 'd1', offset: 6 }, true, { epoch: 'd1', offset: 6 }],
  ['it has everything', { epoch: 'd1', offset: 10 }, true, { epoch: 'd1', offset: 10 }],
  ['it is new', { epoch: 'none', offset: 0 }, false, { epoch: 'd1', offset: 4 }],
  ['it was set back behind what was trimmed', { epoch: 'd1', offset: 3 }, false, { epoch: 'd1', offset: 4 }],
  ['the hub was set back', { epoch: 'd1', offset: 11 }, false, { epoch: 'd2', offset: 4 }],
])('down: %s', (_case, down, resumed, start) => {
  const decided = decideResume(stored, { down, up }, 'd2');
  expect(decided.resumed.down).toBe(resumed);
  expect(decided.start.down).toEqual(start);
  expect(decided.head.epoch).toBe(start.epoch);
  expect(decided.trimTo).toBe(start.offset);
});

test.each([
  ['the ack was lost', { epoch: 'u1', offset: 5 }, true, { epoch: 'u1', offset: 7 }],
  ['a new epoch begins where the spoke says', { epoch: 'u2', offset: 0 }, false, { epoch: 'u2', offset: 0 }],
  ['the hub lost what it had acknowledged', { epoch: 'u1', offset: 9 }, false, { epoch: 'u1', offset: 9 }],
])('up: %s', (_case, given, resumed, start) => {
  const decided = decideResume(stored, { down: { epoch: 'd1', offset: 4 }, up: given }, 'd2');
  expect(decided.resumed.up).toBe(resumed);
  expect(decided.start.up).toEqual(start);
  expect(decided.head).toMatchObject({ upEpoch: start.epoch, upOffset: start.offset });
});
