import type { Code } from '@wheelhouse/protocol';
import type { FastifyRequest } from 'fastify';

export interface AuditSampler {
  /** Null where no row shall be written; else how many were left out since the last one. */
  take(request: FastifyRequest, code: Code | null): { readonly suppressed: number } | null;
}

const windowMs = 60_000;
/** Of each address, rows a minute about requests that no credential stands behind; then one a minute with a count. */
const strangersPerWindow = 120;
/** Of each caller (or address), rows a minute that say "too many requests". */
const rateLimitedPerWindow = 1;
const maxTracked = 10_000;

interface Window {
  startedAt: number;
  written: number;
  suppressed: number;
}

/**
 * Keeps refusals that cost a stranger nothing from filling the log: what is over the rate is counted, and the count is
 * in the next row of that kind.
 */
export function createAuditSampler(now: () => number): AuditSampler {
  const windows = new Map<string, Window>();
  const windowOf = (key: string): { readonly window: Window; readonly left: number } => {
    const at = now();
    const known = windows.get(key);
    if (known !== undefined && at - known.startedAt < windowMs) return { window: known, left: 0 };
    if (windows.size >= maxTracked) windows.clear();
    const window = { startedAt: at, written: 0, suppressed: 0 };
    windows.set(key, window);
    return { window, left: known?.suppressed ?? 0 };
  };
  return {
    take(request, code) {
      const caller = request.caller ?? request.presentedBy;
      const limited = code === 'RATE_LIMITED' || code === 'QUOTA';
      if (!limited && caller !== null) return { suppressed: 0 };
      const kind = limited ? 'limited' : 'stranger';
      const { window, left } = windowOf(`${kind} ${caller?.principalId ?? request.ip}`);
      const allowed = limited ? rateLimitedPerWindow : strangersPerWindow;
      if (window.written < allowed) {
        window.written += 1;
        return { suppressed: left };
      }
      window.suppressed += 1;
      return null;
    },
  };
}
