import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { WheelhouseError, type EventType, type RunEvent, type spokeApi } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import { contextOf, type WorkspaceCaller } from '../issue/caller.ts';

/** Events of one run after a `seq`, in order. The caller has established that the run is readable. */
export async function listEvents(
  db: SpokeDb,
  caller: WorkspaceCaller,
  wish: { readonly runId: string; readonly after: number; readonly limit: number },
): Promise<readonly RunEvent[]> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.runEvent.findMany({
      where: { workspaceId, runId: wish.runId, seq: { gt: wish.after } },
      orderBy: { seq: 'asc' },
      take: wish.limit,
    }),
  );
  return rows.map((row) => ({
    seq: row.seq,
    at: row.at.getTime(),
    type: row.type as EventType,
    data: row.data as RunEvent['data'],
  }));
}

export interface FileSlice {
  readonly bytes: Buffer;
  readonly offset: number;
  /** Bytes of the whole file now. */
  readonly size: number;
}

/** No link is followed: what an agent left in its folder must not lead out of it. */
async function openInside(root: string, path: string): Promise<FileHandle> {
  try {
    const real = await realpath(path);
    const inside = relative(await realpath(root), real);
    if (inside === '' || inside.startsWith('..') || resolve(path) !== real) throw new WheelhouseError('NOT_FOUND');
    return await open(real, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (error instanceof WheelhouseError) throw error;
    throw new WheelhouseError('NOT_FOUND', undefined, { cause: error });
  }
}

async function readSlice(file: FileHandle, offset: number, limit: number): Promise<FileSlice> {
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new WheelhouseError('NOT_FOUND');
    const length = Math.max(0, Math.min(limit, stat.size - offset));
    const buffer = Buffer.alloc(length);
    const { bytesRead } = length === 0 ? { bytesRead: 0 } : await file.read(buffer, 0, length, offset);
    return { bytes: buffer.subarray(0, bytesRead), offset, size: stat.size };
  } finally {
    await file.close();
  }
}

/**
 * A byte range of a run's raw output on this machine.
 * @throws WheelhouseError NOT_FOUND where the run has not started, or ran on another machine
 */
export async function readLog(
  instanceDir: string,
  wish: { runId: string; attempt: number; stream: 'stdout' | 'stderr'; offset: number; limit: number },
): Promise<FileSlice> {
  const root = join(await realpath(instanceDir), 'runs', wish.runId);
  const file = await openInside(root, join(root, String(wish.attempt), `${wish.stream}.log`));
  return readSlice(file, wish.offset, wish.limit);
}

interface ArtifactRow {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: bigint;
  readonly sha256: string;
  readonly createdAt: Date;
}

function viewOf(row: ArtifactRow): spokeApi.ArtifactView {
  return {
    id: row.id,
    name: row.name,
    mediaType: row.mediaType,
    bytes: Number(row.bytes),
    sha256: row.sha256,
    createdAt: row.createdAt.getTime(),
  };
}

/** In the order they were published. */
export async function listArtifacts(
  db: SpokeDb,
  caller: WorkspaceCaller,
  runId: string,
): Promise<spokeApi.ArtifactView[]> {
  const { workspaceId } = caller;
  const rows = await db.withTenant(contextOf(caller), (tx) =>
    tx.artifact.findMany({ where: { workspaceId, runId }, orderBy: { id: 'asc' }, take: 1000 }),
  );
  return rows.map(viewOf);
}

const artifactMaxBytes = 64 * 1024 * 1024;

/** @throws WheelhouseError NOT_FOUND also for a file that is gone or became a link; TOO_LARGE */
export async function readArtifact(
  deps: { readonly db: SpokeDb; readonly instanceDir: string },
  caller: WorkspaceCaller,
  wish: { readonly runId: string; readonly id: string },
): Promise<{ readonly mediaType: string; readonly bytes: Buffer }> {
  const { workspaceId } = caller;
  const row = await deps.db.withTenant(contextOf(caller), (tx) =>
    tx.artifact.findUnique({ where: { workspaceId_id: { workspaceId, id: wish.id } } }),
  );
  if (row === null || row.runId !== wish.runId) throw new WheelhouseError('NOT_FOUND');
  if (row.inline !== null) return { mediaType: row.mediaType, bytes: Buffer.from(row.inline, 'utf8') };
  if (row.path === '') throw new WheelhouseError('NOT_FOUND', 'the artifact stayed where the run ran');
  if (row.bytes > artifactMaxBytes) throw new WheelhouseError('TOO_LARGE');
  const root = await realpath(deps.instanceDir);
  // The orchestrator may have reached the folder over a link that we do not follow.
  const path = resolve(root, relative(resolve(deps.instanceDir), resolve(deps.instanceDir, row.path)));
  const { bytes } = await readSlice(await openInside(root, path), 0, artifactMaxBytes);
  return { mediaType: row.mediaType, bytes };
}
