import { A2A_PROTOCOL_VERSION, type AgentCard, type AgentSkill } from '@a2a-js/sdk';
import type { AgentLine } from './store.ts';

/** Where JSON-RPC is spoken; an agent's own endpoint is `<path>/agents/<name>`. */
export const rpcPath = '/a2a/v1';

export interface CardFacts {
  /** Where people reach this instance; a slash at its end is fine. */
  readonly publicUrl: string;
  readonly instance: string;
  readonly version: string;
}

const modes = ['text/plain', 'application/json'];

/** A card has at least one skill. This one says nothing of any workspace. */
const runSkill: AgentSkill = {
  id: 'run',
  name: 'Run an agent',
  description: 'Starts an agent of the workspace that the key is of, and tells what becomes of it.',
  tags: ['agents'],
  examples: [],
  inputModes: [],
  outputModes: [],
  securityRequirements: [],
};

/** Says how to speak to this instance, and nothing of what its workspaces have. Pure. */
export function publicCard(facts: CardFacts): AgentCard {
  return {
    name: `Wheelhouse ${facts.instance}`,
    description:
      'Runs agents. What it can do for you is in the extended card, for which you need an API key of a workspace.',
    ...commonOf(facts, rpcPath),
    skills: [runSkill],
  };
}

/** The same for somebody known: the agents that they may run. Pure. */
export function extendedCard(facts: CardFacts, agents: readonly AgentLine[]): AgentCard {
  return { ...publicCard(facts), skills: agents.length === 0 ? [runSkill] : agents.map(skillOf) };
}

/** One agent as an A2A agent of its own. Pure. */
export function agentCard(facts: CardFacts, agent: AgentLine): AgentCard {
  return {
    name: agent.name,
    description: `The agent ${agent.name} of a workspace on ${facts.instance}.`,
    ...commonOf(facts, `${rpcPath}/agents/${agent.name}`),
    skills: [skillOf(agent)],
  };
}

function commonOf(facts: CardFacts, path: string): Omit<AgentCard, 'name' | 'description' | 'skills'> {
  const origin = facts.publicUrl.replace(/\/+$/, '');
  return {
    supportedInterfaces: [
      { url: `${origin}${path}`, protocolBinding: 'JSONRPC', protocolVersion: A2A_PROTOCOL_VERSION, tenant: '' },
    ],
    provider: undefined,
    version: facts.version,
    capabilities: { streaming: true, pushNotifications: false, extendedAgentCard: true, extensions: [] },
    securitySchemes: {
      apiKey: {
        scheme: {
          $case: 'httpAuthSecurityScheme',
          value: { scheme: 'Bearer', bearerFormat: 'API key', description: 'An API key of a workspace.' },
        },
      },
    },
    securityRequirements: [{ schemes: { apiKey: { list: [] } } }],
    defaultInputModes: modes,
    defaultOutputModes: modes,
    signatures: [],
  };
}

function skillOf({ name, runtime }: AgentLine): AgentSkill {
  return {
    id: name,
    name,
    description: `Runs the agent ${name}. Name it in metadata.agent, or use its own endpoint.`,
    tags: [runtime],
    examples: [],
    inputModes: [],
    outputModes: [],
    securityRequirements: [],
  };
}
