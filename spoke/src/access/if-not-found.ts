import { WheelhouseError } from '@wheelhouse/protocol';

/** For `catch`: that value where the workspace or organization is not there, everything else is thrown on. */
export function ifNotFound<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (error instanceof WheelhouseError && error.code === 'NOT_FOUND') return value;
    throw error;
  };
}
