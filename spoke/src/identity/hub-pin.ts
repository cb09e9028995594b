import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InstanceId, openKeyset, type TrustedKey } from '@wheelhouse/protocol';
import { z } from 'zod';

const HubFile = z.strictObject({
  version: z.literal(1),
  hubId: InstanceId,
  /** The hub's HTTP origin. */
  url: z.url(),
  linkUrl: z.url(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  keyset: z.string(),
});
export type HubFile = z.infer<typeof HubFile>;

/** The hub this instance believes in: the file, with its keyset checked against the pinned fingerprint. */
export interface HubPin extends HubFile {
  readonly keys: readonly TrustedKey[];
}

export function hubFileOf(instanceDir: string): string {
  return join(instanceDir, 'hub.json');
}

/** Null where this instance never joined a hub. Throws where the file is damaged or its keyset is not the pinned hub's. */
export async function findHubPin(instanceDir: string): Promise<HubPin | null> {
  let text: string;
  try {
    text = await readFile(hubFileOf(instanceDir), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  return openHubFile(HubFile.parse(JSON.parse(text)));
}

/** Checks the keyset against the pin. */
export function openHubFile(file: HubFile): HubPin {
  const { keys } = openKeyset(file.keyset, { instance: file.hubId, identityFingerprint: file.fingerprint });
  return { ...file, keys };
}

/** Writes the pin in one step, readable by its owner only. */
export async function saveHubPin(instanceDir: string, file: HubFile): Promise<void> {
  const path = hubFileOf(instanceDir);
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600 });
  await chmod(temporary, 0o600);
  await rename(temporary, path);
}
