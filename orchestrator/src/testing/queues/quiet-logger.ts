import type { QueueLogger } from '../../queues/index.ts';

/** Says nothing; with QUEUE_TEST_LOG set it says everything. */
export const quietLogger: QueueLogger = {
  debug: (fields, message) => print('debug', fields, message),
  info: (fields, message) => print('info', fields, message),
  warn: (fields, message) => print('warn', fields, message),
  error: (fields, message) => print('error', fields, message),
};

function print(level: string, fields: object, message: string): void {
  if (process.env['QUEUE_TEST_LOG'] !== undefined) console.error(level, message, fields);
}
