import { expect, test } from 'vitest';
import { z } from 'zod';
import { commonVariables, ConfigError, maskedConfig, portVariable, readConfig } from './config.ts';

const schema = z.object({ ...commonVariables, WH_PORT: portVariable(7700) });
const good = { DATABASE_URL: 'postgresql://app:hunter2@localhost/db' };

test('defaults fill what the environment leaves out, and an empty variable counts as absent', () => {
  const config = readConfig(schema, { ...good, WH_PORT: '' });
  expect(config).toMatchObject({ WH_PORT: 7700, WH_HOST: '127.0.0.1', WH_LOG_LEVEL: 'info', WH_TRUST_PROXY: [] });
});

test('every problem is named at once', () => {
  const attempt = (): unknown => readConfig(schema, { WH_PORT: '99999', WH_LOG_LEVEL: 'loud' });
  expect(attempt).toThrow(ConfigError);
  try {
    attempt();
  } catch (error) {
    const names = (error as ConfigError).problems.map((problem) => problem.split(':')[0]);
    expect(new Set(names)).toEqual(new Set(['DATABASE_URL', 'WH_LOG_LEVEL', 'WH_PORT']));
  }
});

test('a printed configuration hides secrets and keeps the rest', () => {
  const masked = maskedConfig(schema, readConfig(schema, good));
  expect(masked['DATABASE_URL']).toBe('***');
  expect(masked['WH_PORT']).toBe(7700);
  expect(JSON.stringify(masked)).not.toContain('hunter2');
});

test.each([
  ['1', ['loopback']],
  ['true', ['loopback']],
  ['0', []],
  ['10.0.0.7', ['10.0.0.7']],
  ['10.0.0.0/8, fd00::/8,uniquelocal', ['10.0.0.0/8', 'fd00::/8', 'uniquelocal']],
])('WH_TRUST_PROXY=%s trusts %j', (text, list) => {
  expect(readConfig(schema, { ...good, WH_TRUST_PROXY: text }).WH_TRUST_PROXY).toEqual(list);
});

test.each(['yes', 'all', '10.0.0.0/33', '::/129', '1.2.3', '10.0.0.1,', 'loopback/8', 'proxy.example'])(
  'WH_TRUST_PROXY=%s is refused',
  (text) => {
    expect(() => readConfig(schema, { ...good, WH_TRUST_PROXY: text })).toThrow(/WH_TRUST_PROXY/);
  },
);
