import { newId } from '@wheelhouse/protocol';
import { expect, test } from 'vitest';
import { openFixture, type Answer } from '../testing/fixture.ts';

test('calls count in the tier of their caller, but for a cancel, which no tier refuses', async () => {
  const fixture = await openFixture({ hub: false, deps: { tiers: { free: { perMinute: 2, perDay: 100 } } } });
  try {
    const call = (method: string, params: object): Promise<Answer> =>
      fixture.api('POST', '/a2a/v1', { jsonrpc: '2.0', id: 1, method, params }, { 'a2a-version': '1.0' });
    const statuses: number[] = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await call('ListTasks', {})).status);
    expect(statuses).toEqual([200, 200, 429]);
    const canceled = await call('CancelTask', { id: newId(Date.now()) });
    expect([canceled.status, canceled.text]).toEqual([200, expect.stringContaining('-32001')]);
  } finally {
    await fixture.close();
  }
});
