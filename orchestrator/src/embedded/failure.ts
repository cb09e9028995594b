import type { Code } from '@wheelhouse/protocol';

/** A step that did not do what was asked. `retryable` = another attempt may do. */
export class StepFailure extends Error {
  readonly code: Extract<
    Code,
    'EXIT_NONZERO' | 'INVALID' | 'UNSUPPORTED' | 'TOO_LARGE' | 'LIMIT_CHILDREN' | 'LIMIT_DEPTH'
  >;
  readonly retryable: boolean;

  constructor(message: string, options: { code?: StepFailure['code']; retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StepFailure';
    this.code = options.code ?? 'EXIT_NONZERO';
    this.retryable = options.retryable ?? true;
  }
}

/** The words of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
