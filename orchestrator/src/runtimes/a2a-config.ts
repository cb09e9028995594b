import { z } from 'zod';
import type { RemoteConfig } from '../a2a-bridge/wire.ts';

export const defaultAnswerTimeoutMs = 30_000;
const defaultCard = '/.well-known/agent-card.json';
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const agentUrl = z
  .url()
  .max(2048)
  .refine((text) => isSafe(text), 'must be https, or http on this machine, without a name or password in it');

export const A2aAgentConfig = z.strictObject({
  /** Where the remote agent is. Its card and its endpoint have this origin. */
  url: agentUrl,
  /** Of its card: absolute, or as seen from `url`. Absent = the well-known path. */
  card: z.string().min(1).max(2048).optional(),
  /** Sent with every request. */
  credential: z
    .strictObject({
      /** Variable of the workspace's secret, as the catalogue entry names it. */
      variable: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/),
      /** Absent = `authorization`, with `Bearer ` before the secret. */
      header: z
        .string()
        .regex(/^[A-Za-z0-9-]{1,64}$/)
        .optional(),
    })
    .optional(),
  /** Longest wait for an answer, and for the beginning of a stream. Absent = 30 s. */
  timeoutMs: z.number().int().min(100).max(300_000).optional(),
  /** What to do when the agent gives options to choose from. Absent = `ask`. */
  permissions: z.enum(['ask', 'reject', 'allow']).optional(),
});
export type A2aAgentConfig = z.infer<typeof A2aAgentConfig>;

function isSafe(text: string): boolean {
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname));
}

/** Whether the card lies where the agent is: its credential goes nowhere else. */
export function hasOwnCard({ url, card = defaultCard }: A2aAgentConfig): boolean {
  return URL.canParse(card, url) && new URL(card, url).origin === new URL(url).origin;
}

/** How to speak to the agent, as the bridge and we take it. */
export function remoteConfigOf(config: A2aAgentConfig): RemoteConfig {
  const { url, card = defaultCard, credential, timeoutMs = defaultAnswerTimeoutMs } = config;
  const header =
    credential === undefined
      ? null
      : {
          name: credential.header ?? 'authorization',
          prefix: credential.header === undefined ? 'Bearer ' : '',
          variable: credential.variable,
        };
  return { url, card, timeoutMs, header };
}
