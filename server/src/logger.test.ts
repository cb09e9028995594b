import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function linesOf(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger({ name: 'test', level: 'debug', destination: { write: (line) => void (text += line) } }));
  return text;
}

test('only allow-listed flat fields leave the process', () => {
  const text = linesOf((logger) => {
    logger.info(
      { event: 'x', commandId: 'c1', token: 'canary-1', nested: { apiKey: 'canary-2' }, code: { a: 'canary-3' } },
      'done',
    );
  });
  expect(JSON.parse(text)).toMatchObject({ event: 'x', commandId: 'c1', msg: 'done' });
  expect(text).not.toContain('canary');
});

test('an error is logged by type, message and stack, without the objects it carries', () => {
  const error = Object.assign(new Error('connect failed'), { code: 'ECONNREFUSED', config: { password: 'canary-4' } });
  const text = linesOf((logger) => logger.warn({ err: error }, 'no'));
  expect(JSON.parse(text).err).toMatchObject({ type: 'Error', message: 'connect failed', code: 'ECONNREFUSED' });
  expect(text).not.toContain('canary');
});
