import { limits } from '../limits.ts';
import type { Verb } from '../messages/command.ts';

const longest = (verb: Verb | undefined): number => {
  switch (verb) {
    case 'agent.status':
      return limits.statusLifetimeMs;
    case undefined:
    case 'agent.spawn':
    case 'agent.kill':
    case 'agent.input':
    case 'agent.approve':
    case 'agent.kill_all':
    case 'agent.unlock':
      return limits.commandMaxLifetimeMs;
  }
};

/**
 * Whether a message may still be accepted. `exp` is the last moment for that by the issuer's clock, which
 * may differ from ours by the clock skew, as may `iat`.
 * @param verb of a command; absent for other kinds
 * @param now milliseconds since the epoch
 */
export function decideFreshness(
  message: { readonly iat: number; readonly exp: number },
  verb: Verb | undefined,
  now: number,
): 'ok' | 'EXPIRED' | 'INVALID' {
  if (message.exp <= message.iat || message.exp - message.iat > longest(verb)) return 'INVALID';
  if (message.iat > now + limits.clockSkewMaxMs) return 'INVALID';
  return now > message.exp + limits.clockSkewMaxMs ? 'EXPIRED' : 'ok';
}
