import { sha256Hex, type EventsMessage, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';
import { z } from 'zod';

const ArtifactData = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(256),
  mediaType: z.string().max(256),
  bytes: z.number().int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  content: z.string().optional(),
});

/**
 * Lists the artifacts that a batch tells of beside the mirrored run. Small ones bring their content along, which counts
 * only where it has the digest that was told; the others stay where the run ran.
 */
export async function keepArtifacts(tx: SpokeTx, workspaceId: WorkspaceId, message: EventsMessage): Promise<void> {
  const told = message.body.events.flatMap((event) => {
    const parsed = event.type === 'artifact' ? ArtifactData.safeParse(event.data) : null;
    return parsed?.success === true ? [parsed.data] : [];
  });
  await tx.artifact.createMany({
    data: told.map(({ content, bytes, ...artifact }) => ({
      ...artifact,
      workspaceId,
      runId: message.agt,
      bytes: BigInt(bytes),
      path: '',
      inline: content !== undefined && sha256Hex(Buffer.from(content)) === artifact.sha256 ? content : null,
    })),
    skipDuplicates: true,
  });
}
