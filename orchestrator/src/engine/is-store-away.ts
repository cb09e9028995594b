/** SQLSTATE classes that speak of the server or the connection, never of what was to be stored. */
const awayClasses: ReadonlySet<string> = new Set(['08', '25', '40', '53', '55', '57', '58']);
const networkCodes = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET)/;
/** Prisma's codes for a server that cannot be reached, and for a transaction that could not begin. */
const prismaCodes = /^(P1\d{3}|P2024|P2028)$/;
/** `pg` names lost connections by their text alone. */
const lostConnection = /connection (terminated|ended|error)|connection was (closed|lost)|not queryable|is closed/i;

function codesOf(error: Error): string[] {
  const { code, meta } = error as { code?: unknown; meta?: { driverAdapterError?: { cause?: object } } };
  const original = (meta?.driverAdapterError?.cause as { originalCode?: unknown } | undefined)?.originalCode;
  const inText = /Code: `([0-9A-Z]{5})`/.exec(error.message)?.[1];
  return [code, original, inText].filter((each) => typeof each === 'string');
}

function speaksOfStore(code: string): boolean {
  if (code === 'UNAVAILABLE' || networkCodes.test(code) || prismaCodes.test(code)) return true;
  return /^[0-9A-Z]{5}$/.test(code) && awayClasses.has(code.slice(0, 2));
}

/**
 * Whether a failed write says that the store could not be reached, so that the same write is worth trying again. False
 * for what may be the fault of the data, and for what nobody knows.
 */
export function isStoreAway(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    if (codesOf(at).some(speaksOfStore) || lostConnection.test(at.message)) return true;
  }
  return false;
}
