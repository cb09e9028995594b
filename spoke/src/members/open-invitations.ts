import { createTokenSigner, type Sealer, type TokenClaims, type TokenSigner } from '@wheelhouse/identity';
import { z } from 'zod';
import { queueMail } from '../mail/queue-mail.ts';
import type { InvitationPorts } from './invitation-ports.ts';
import type { InvitationClaims } from './invitation-rules.ts';

const purpose = 'wheelhouse invitation';

const Claims = z.strictObject({
  kind: z.enum(['workspace', 'organization']),
  scopeId: z.uuid(),
  invitationId: z.uuid(),
  email: z.string(),
  role: z.string(),
  sends: z.number(),
});

/** Invitations as an instance sends them: tokens signed with its ring, mails through its outbox. */
export function openInvitations(sealer: Sealer): InvitationPorts {
  // Asked for each time: a rotated ring signs with its new key at once.
  const signer = (): TokenSigner => createTokenSigner(sealer.signingKeys);
  return {
    tokens: {
      sign: (claims, expiresAt) => signer().sign({ ...claims } satisfies TokenClaims, { purpose, expiresAt }),
      async verify(token, now): Promise<InvitationClaims | null> {
        const claims = Claims.safeParse(await signer().verify(token, { purpose, now }));
        return claims.success ? claims.data : null;
      },
    },
    mailer: {
      async queue(tx, { to, organization, workspace, role, invitedBy, token }) {
        const data = { organization, role, invitedBy, token, ...(workspace && { workspace: workspace.name }) };
        await queueMail(tx, sealer, {
          kind: 'invitation',
          to,
          data,
          ...(workspace && { workspaceId: workspace.id }),
        });
      },
    },
  };
}
