import type { OpenedMessage } from '@wheelhouse/protocol';
import { addSecurityEvent, advance } from '../intake/store.ts';
import type { LinkPosition } from '../intake/arrival.ts';
import type { ReturnDeps } from './apply-receipt.ts';

/** Keeps a grant that another instance gave this one. The same grant again replaces it: that is how it ends early. */
export async function applyGrant(
  deps: ReturnDeps,
  opened: OpenedMessage<'grant'>,
  position: LinkPosition,
): Promise<void> {
  const { message } = opened;
  const { body } = message;
  await deps.db.withInstance('link', async (tx) => {
    await advance(tx, position);
    if (message.aud !== deps.self || body.grantee !== deps.self) {
      return addSecurityEvent(tx, 'grant_misaddressed', message.iss, { grant: body.grant });
    }
    const known = await tx.heldGrant.findUnique({ where: { id: body.grant } });
    if (known !== null && known.issuer !== message.iss) {
      return addSecurityEvent(tx, 'grant_forged', message.iss, { grant: body.grant });
    }
    const data = {
      issuer: message.iss,
      remoteWorkspaceId: message.ws,
      verbs: [...body.verbs],
      agents: [...(body.agents ?? [])],
      envelope: opened.text,
      exp: new Date(body.exp),
      revokedAt: body.exp <= deps.now() ? new Date(deps.now()) : null,
    };
    await tx.heldGrant.upsert({ where: { id: body.grant }, create: { id: body.grant, ...data }, update: data });
  });
}
