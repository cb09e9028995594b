import { RequestError } from '@agentclientprotocol/sdk';
import { APICallError, RetryError } from 'ai';
import { messageOf } from '../failure.ts';
import { taskFailedErrorCode } from '../wire.ts';
import { ModelRefused } from './model-fetch.ts';

/** What went wrong with the model, as the host understands it. */
export function requestErrorOf(error: unknown): RequestError {
  const cause = RetryError.isInstance(error) ? error.lastError : error;
  if (cause instanceof ModelRefused) return refusal(cause);
  if (APICallError.isInstance(cause) && cause.statusCode !== undefined)
    return failure(`the model answered ${cause.statusCode}: ${cause.message}`);
  return failure(`the model did not answer: ${messageOf(cause)}`);
}

function refusal({ status, code, message }: ModelRefused): RequestError {
  // The host reads from "402" and the words after it which limit was reached.
  if (status === 402) return failure(`the budget refused a further answer (402 ${code ?? 'budget'}): ${message}`);
  if (code === 'AUTH_REQUIRED') return RequestError.authRequired(undefined, message);
  return failure(`the model answered ${status}: ${message}`);
}

function failure(message: string): RequestError {
  return new RequestError(taskFailedErrorCode, message, { code: 'EXIT_NONZERO' });
}
