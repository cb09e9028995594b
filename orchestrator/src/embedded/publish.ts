import type { AgentContext } from '@agentclientprotocol/sdk';
import { StepFailure } from './failure.ts';
import type { StepContext } from './step-context.ts';
import { artifactMethod } from './wire.ts';

/** Asks the host to keep a file of the artifacts folder. */
export function publishTo(client: AgentContext): StepContext['publish'] {
  return async (name, mediaType) => {
    try {
      await client.request(artifactMethod, { name, mediaType });
    } catch (error) {
      throw new StepFailure(`the artifact ${name} was refused: ${error instanceof Error ? error.message : 'unknown'}`, {
        retryable: false,
        cause: error,
      });
    }
  };
}
