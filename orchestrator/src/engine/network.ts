import { networkModes, WheelhouseError, type NetworkMode } from '@wheelhouse/protocol';
import type { RuntimeCapabilities } from '../runtimes/index.ts';
import type { ContainmentReport } from '../supervisor/index.ts';

export interface NetworkFacts {
  /** What the catalogue entry asks for. */
  readonly asked: NetworkMode | undefined;
  /** What the workspace allows at most. */
  readonly max: NetworkMode;
  readonly model: RuntimeCapabilities['model'];
  /** Whether this instance has a model provider for the workspace. */
  readonly hasModels: boolean;
}

const rank = (mode: NetworkMode): number => networkModes.indexOf(mode);

/**
 * What an agent may reach. Pure.
 * @throws WheelhouseError PRECONDITION where the workspace does not allow what the agent asks for
 */
export function decideNetwork({ asked, max, model, hasModels }: NetworkFacts): NetworkMode {
  const callsModels = model === 'required' || model === 'optional';
  const wished = asked ?? (callsModels && hasModels ? 'llm-only' : 'none');
  if (asked !== undefined && rank(asked) > rank(max)) {
    throw new WheelhouseError('PRECONDITION', `the agent asks for the network ${asked}, the workspace allows ${max}`);
  }
  return rank(wished) > rank(max) ? max : wished;
}

/** What the run says of its network: where a machine cannot keep an agent off it, that is the truth. Pure. */
export function actualNetwork(mode: NetworkMode, { network }: Pick<ContainmentReport, 'network'>): NetworkMode {
  return network === 'isolated' ? mode : 'full';
}
