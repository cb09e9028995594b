import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const HubEndpoint = z.object({
  url: z.url(),
  apiKey: z.string(),
  databaseUrl: z.string(),
  databaseOwnerUrl: z.string(),
  pid: z.number().int(),
});
const SpokeEndpoint = HubEndpoint.extend({
  name: z.string(),
  instanceId: z.string(),
  dataDir: z.string(),
  workspaceId: z.string(),
});

/** `endpoints.json`: what runs here and how to reach it. It holds keys, so it is 0600. */
export const Endpoints = z.object({
  version: z.literal(1),
  hub: HubEndpoint,
  spokes: z.array(SpokeEndpoint),
  redisUrl: z.string().optional(),
  signInLinks: z.object({ hub: z.string(), spokes: z.array(z.string()) }).optional(),
});
export type Endpoints = z.infer<typeof Endpoints>;

function fileOf(dataDir: string): string {
  return join(dataDir, 'endpoints.json');
}

/** Null where nothing was started in this folder yet. */
export async function findEndpoints(dataDir: string): Promise<Endpoints | null> {
  try {
    return Endpoints.parse(JSON.parse(await readFile(fileOf(dataDir), 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${fileOf(dataDir)} cannot be read; remove it or start with --reset`, { cause: error });
  }
}

/** Replaces the file in one step, readable by its owner only. */
export async function writeEndpoints(dataDir: string, endpoints: Endpoints): Promise<void> {
  const temporary = `${fileOf(dataDir)}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, fileOf(dataDir));
}
