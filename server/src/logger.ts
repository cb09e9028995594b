import { pino, type DestinationStream, type Logger, type LevelWithSilent } from 'pino';

export type { Logger };

/** What a log line may carry. Redaction lists miss nested and in-text secrets (measured), so only these pass. */
const allowed = new Set([
  'event',
  'requestId',
  'instanceId',
  'peer',
  'userId',
  'workspaceId',
  'runId',
  'commandId',
  'kind',
  'lane',
  'method',
  'route',
  'status',
  'durationMs',
  'code',
  'reason',
  'state',
  'count',
  'attempt',
  'port',
  'pid',
  'driver',
  'phase',
  'containment',
  'filesystem',
  'offset',
  'connGen',
  'delayMs',
  'url',
]);

function safeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: error.message.slice(0, 500),
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack?.split('\n').slice(1, 8).join('\n'),
  };
}

function pickAllowed(fields: Record<string, unknown>): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'err') picked['err'] = safeError(value);
    else if (allowed.has(key) && (typeof value !== 'object' || value === null)) picked[key] = value;
  }
  return picked;
}

/**
 * A logger that writes only allow-listed, flat fields beside a fixed message.
 * @param options.destination where lines go; standard output by default
 */
export function createLogger(options: {
  readonly name: string;
  readonly level: LevelWithSilent;
  readonly destination?: DestinationStream;
}): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    base: { name: options.name },
    formatters: { log: pickAllowed },
    // Errors were made safe above; pino's own serialiser would run after that.
    serializers: { err: (value: unknown) => value },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}
