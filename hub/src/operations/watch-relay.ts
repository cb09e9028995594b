import type { Tracing } from '@wheelhouse/server';
import type { Content, Inbound, Verdict } from '../relay/items.ts';
import type { HubMetrics } from './hub-metrics.ts';

/** Measures what comes in until its verdict; commands are traced, below the `tp` that their issuer signed. */
export function watchRelay(metrics: HubMetrics, tracing: Tracing): (item: Inbound) => Inbound {
  return (item) => {
    const kind = kindOf(item.content);
    const span = spanOf(tracing, item.content);
    const tell = (outcome: string, code: string): void => {
      metrics.relayed(kind, outcome, code);
      span?.set({ 'wheelhouse.outcome': outcome });
      span?.end({ code: code === '' ? null : code });
    };
    return {
      ...item,
      settle(verdict) {
        tell(verdict.kind, codeOf(verdict));
        item.settle(verdict);
      },
      fail(error) {
        tell('failed', 'UNAVAILABLE');
        item.fail(error);
      },
    };
  };
}

function kindOf(content: Content): string {
  if (content.type === 'message') return content.opened.kind;
  return content.type === 'inventory' ? 'inventory' : (content.hints?.kind ?? 'unknown');
}

function codeOf(verdict: Verdict): string {
  return verdict.kind === 'refused' ? verdict.code : '';
}

/** The bytes go on as they came: the hub cannot put itself between the issuer's span and the target's. */
function spanOf(tracing: Tracing, content: Content): ReturnType<Tracing['start']> | null {
  if (content.type !== 'message' || content.opened.kind !== 'command') return null;
  const { message } = content.opened;
  return tracing.start('command.relay', {
    parent: message.tp,
    attributes: {
      'wheelhouse.verb': message.body.verb,
      'wheelhouse.command_id': message.id,
      'wheelhouse.issuer': message.iss,
      'wheelhouse.target': message.aud,
    },
  });
}
