import { expect, test } from 'vitest';
import { z } from 'zod';
import { commonVariables, ConfigError, maskedConfig, portVariable, readConfig } from './config.ts';

const schema = z.object({ ...commonVariables, WH_PORT: portVariable(7700) });
const good = { DATABASE_URL: 'postgresql://app:hunter2@localhost/db' };

test('defaults fill what the environment leaves out, and an empty variable counts as absent', () => {
  const config = readConfig(schema, { ...good, WH_PORT: '' });
  expect(config).toMatchObject({ WH_PORT: 7700, WH_HOST: '127.0.0.1', WH_LOG_LEVEL: 'info', WH_TRUST_PROXY: false });
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
