import { ApiError } from '@wheelhouse/client';

/** What browsers say of a script that did not come. */
const notLoaded = /dynamically imported module|importing a module script failed|unable to preload/i;

/** Why a screen cannot be drawn, for people. Pure. */
export function causeOf(error: unknown): string {
  if (error instanceof ApiError) {
    const asked = [error.code, error.requestId === null ? null : `request ${error.requestId}`].filter(
      (one) => one !== null,
    );
    return `${error.message}${asked.length === 0 ? '' : ` (${asked.join(', ')})`}.`;
  }
  if (!(error instanceof Error)) return 'It has a fault.';
  if (notLoaded.test(error.message))
    return 'A part of it did not come: the server is away, or was updated since this page was opened.';
  if (error instanceof TypeError && /fetch|network/i.test(error.message)) return 'The server does not answer.';
  return `It has a fault: ${error.message}.`;
}
