import {
  ContentTypeNotSupportedError,
  PushNotificationNotSupportedError,
  RequestMalformedError,
  TaskNotCancelableError,
  TaskNotFoundError,
  UnsupportedOperationError,
  VersionNotSupportedError,
  type A2AError,
} from '@a2a-js/sdk/errors';
import { WheelhouseError, type Code } from '@wheelhouse/protocol';

const kinds = {
  'content-type': ContentTypeNotSupportedError,
  'no-push': PushNotificationNotSupportedError,
  malformed: RequestMalformedError,
  'not-cancelable': TaskNotCancelableError,
  'not-found': TaskNotFoundError,
  unsupported: UnsupportedOperationError,
  version: VersionNotSupportedError,
} as const;
export type RefusalKind = keyof typeof kinds;

/** A refusal in the words of A2A, with the code that the audit log keeps. */
export class A2aRefusal extends Error {
  readonly code: Code;
  readonly told: A2AError;

  constructor(kind: RefusalKind, code: Code, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'A2aRefusal';
    this.code = code;
    this.told = new kinds[kind]({ message, metadata: { code } });
  }
}

/** What a use case refused: about a task that there is, or about work that was asked for. */
export type Subject = 'task' | 'cancel' | 'new';

/** Codes whose fault lies here, or that pass by waiting: told by the HTTP status, with its headers. */
const httpCodes: ReadonlySet<Code> = new Set<Code>(['INTERNAL', 'RATE_LIMITED', 'UNAUTHENTICATED', 'UNAVAILABLE']);

/** @returns null for a fault that is no refusal: it leaves as any other fault of HTTP does */
export function refusalOf(error: unknown, subject: Subject): A2aRefusal | null {
  if (error instanceof A2aRefusal) return error;
  if (!(error instanceof WheelhouseError) || httpCodes.has(error.code)) return null;
  return new A2aRefusal(kindOf(error.code, subject), error.code, error.message, error);
}

/** What is not there and what is not theirs look alike. */
function kindOf(code: Code, subject: Subject): RefusalKind {
  if (subject !== 'new' && (code === 'NOT_FOUND' || code === 'NOT_AUTHORIZED' || code === 'AGENT_UNKNOWN')) {
    return 'not-found';
  }
  if (code === 'ALREADY_TERMINAL') return subject === 'cancel' ? 'not-cancelable' : 'unsupported';
  if (code === 'UNSUPPORTED' || code === 'NOT_AUTHORIZED') return 'unsupported';
  return 'malformed';
}
