import type { PermissionOption, RequestPermissionRequest, RequestPermissionResponse } from '@agentclientprotocol/sdk';
import { NameToken, WheelhouseError } from '@wheelhouse/protocol';
import type { RuntimeEvent } from './adapter.ts';
import { boundedData, cleanText } from './event-data.ts';

/** `ask` people · `reject` or `allow` at once, without asking. */
export type PermissionPolicy = 'ask' | 'reject' | 'allow';

/** More open questions than a person can answer mean a runaway agent: further ones are cancelled. */
const maxOpen = 32;

interface Choice {
  /** Our name for the option: the agent's own where it can travel in a command. */
  readonly option: string;
  readonly offered: PermissionOption;
}

interface OpenRequest {
  readonly choices: readonly Choice[];
  settle(answer: RequestPermissionResponse): void;
}

/** The agent's permission requests of one session: asked as events, answered by commands or by policy. */
export class AcpPermissions {
  readonly #emit: (event: RuntimeEvent) => void;
  readonly #policy: PermissionPolicy;
  readonly #open = new Map<string, OpenRequest>();
  #asked = 0;
  #denials = 0;
  #closed = false;

  constructor(policy: PermissionPolicy, emit: (event: RuntimeEvent) => void) {
    this.#policy = policy;
    this.#emit = emit;
  }

  /** How many requests were refused, by people or by policy. */
  get denials(): number {
    return this.#denials;
  }

  /** @param signal aborts when the agent withdraws the request */
  ask(params: RequestPermissionRequest, signal: AbortSignal): Promise<RequestPermissionResponse> {
    if (this.#closed || this.#open.size >= maxOpen) return Promise.resolve(cancelled);
    this.#asked += 1;
    const request = `permission-${this.#asked}`;
    const choices = choicesOf(params.options);
    this.#emit({
      type: 'permission.requested',
      data: {
        request,
        title: cleanText(params.toolCall.title ?? params.toolCall.toolCallId, 4096),
        tool: cleanText(params.toolCall.toolCallId, 256),
        ...(params.toolCall.rawInput === undefined ? {} : { input: boundedData(params.toolCall.rawInput) }),
        options: choices.map(({ option, offered }) => ({
          option,
          name: cleanText(offered.name, 256),
          kind: offered.kind,
        })),
      },
    });
    if (this.#policy !== 'ask') return Promise.resolve(this.#decide(request, choices, this.#policy));
    return new Promise((settle) => {
      this.#open.set(request, { choices, settle });
      signal.addEventListener('abort', () => this.#cancel(request, 'agent'), { once: true });
    });
  }

  /** Throws NOT_FOUND or INVALID, see `RuntimeSession.respond`. */
  respond(request: string, option: string): void {
    const open = this.#open.get(request);
    if (!open) throw new WheelhouseError('NOT_FOUND', `no permission request ${request} is open`);
    const choice = open.choices.find((candidate) => candidate.option === option);
    if (!choice) {
      throw new WheelhouseError(
        'INVALID',
        `${request} has no option ${option}; it has: ${open.choices.map((one) => one.option).join(', ')}`,
      );
    }
    this.#open.delete(request);
    open.settle(this.#answer(request, choice, 'person'));
  }

  /** Answers everything open, and all that follows, with "cancelled", as the protocol asks of a client that cancels. */
  close(): void {
    this.#closed = true;
    for (const request of this.#open.keys()) this.#cancel(request, 'stop');
  }

  #cancel(request: string, by: 'stop' | 'agent'): void {
    const open = this.#open.get(request);
    if (!open) return;
    this.#open.delete(request);
    this.#emit({ type: 'permission.resolved', data: { request, outcome: 'cancelled', by } });
    open.settle(cancelled);
  }

  #decide(request: string, choices: readonly Choice[], policy: 'reject' | 'allow'): RequestPermissionResponse {
    const once = choices.find(({ offered }) => offered.kind === `${policy}_once`);
    const choice = once ?? choices.find(({ offered }) => offered.kind === `${policy}_always`);
    if (choice) return this.#answer(request, choice, 'policy');
    this.#denials += 1;
    this.#emit({ type: 'permission.resolved', data: { request, outcome: 'cancelled', by: 'policy' } });
    return cancelled;
  }

  #answer(request: string, { option, offered }: Choice, by: 'person' | 'policy'): RequestPermissionResponse {
    const rejected = offered.kind.startsWith('reject');
    if (rejected) this.#denials += 1;
    this.#emit({
      type: 'permission.resolved',
      data: { request, option, outcome: rejected ? 'rejected' : 'allowed', by },
    });
    return { outcome: { outcome: 'selected', optionId: offered.optionId } };
  }
}

const cancelled: RequestPermissionResponse = { outcome: { outcome: 'cancelled' } };

/** Options under names that fit `agent.approve`, which carries a NameToken. */
function choicesOf(options: readonly PermissionOption[]): Choice[] {
  const taken = new Set<string>();
  return options.slice(0, 16).map((offered, index) => {
    const own = NameToken.safeParse(offered.optionId).success && !taken.has(offered.optionId);
    const option = own ? offered.optionId : `option-${index + 1}`;
    taken.add(option);
    return { option, offered };
  });
}
