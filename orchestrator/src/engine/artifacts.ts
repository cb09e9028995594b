import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { limits, newId, sha256Hex } from '@wheelhouse/protocol';
import { keepArtifact, type ArtifactOffer, type KeptArtifact, type RuntimeEvent } from '../runtimes/index.ts';
import { engineLimits } from './config.ts';
import type { EngineDeps } from './deps.ts';
import type { RunKey } from './run-store.ts';

export interface ArtifactKeeper {
  readonly key: RunKey;
  /** Folder of the attempt on the spoke; artifacts lie in `artifacts/`. */
  readonly attemptDir: string;
  /** What the agent offers must lie in here. */
  readonly homeDir: string;
  emit(event: RuntimeEvent): void;
}

async function keep(keeper: ArtifactKeeper, offer: ArtifactOffer, keepAt: string): Promise<KeptArtifact> {
  if ('path' in offer) {
    return keepArtifact({
      path: offer.path,
      inside: keeper.homeDir,
      keepAt,
      maxBytes: engineLimits.artifactMaxBytes,
      inlineMaxBytes: limits.artifactInlineMaxBytes,
    });
  }
  const content = Buffer.from(offer.content);
  await writeFile(keepAt, content, { mode: 0o600, flag: 'wx' });
  const inline = content.length <= limits.artifactInlineMaxBytes ? offer.content : null;
  return { bytes: content.length, sha256: sha256Hex(content), inline };
}

/** Copies what the agent offers out of its reach, books it and tells of it; a small text travels inside the event. */
export async function publishArtifact(
  deps: Pick<EngineDeps, 'db' | 'now'>,
  keeper: ArtifactKeeper,
  offer: ArtifactOffer,
): Promise<void> {
  const id = newId(deps.now());
  const folder = join(keeper.attemptDir, 'artifacts');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, id);
  const kept = await keep(keeper, offer, path);
  const { workspaceId, runId } = keeper.key;
  const { name, mediaType } = offer;
  await deps.db.withSystemTenant(workspaceId, async (tx) => {
    const row = { workspaceId, id, runId, name, mediaType, sha256: kept.sha256, path, inline: kept.inline };
    await tx.artifact.create({ data: { ...row, bytes: BigInt(kept.bytes) } });
  });
  const content = kept.inline === null ? {} : { content: kept.inline };
  keeper.emit({ type: 'artifact', data: { id, name, mediaType, bytes: kept.bytes, sha256: kept.sha256, ...content } });
}
