import type { Sealer } from '@wheelhouse/identity';
import type { InvitationMailer } from '../members/invitation-ports.ts';
import { queueMail } from './queue-mail.ts';

/** Books the mail of an invitation in the invitation's transaction. */
export function createInvitationMailer(sealer: Sealer): InvitationMailer {
  return {
    queue(tx, { to, organization, workspace, role, invitedBy, token }) {
      const place = workspace === undefined ? {} : { workspace: workspace.name };
      return queueMail(tx, sealer, {
        kind: 'invitation',
        to,
        data: { organization, ...place, role, invitedBy, token },
        ...(workspace === undefined ? {} : { workspaceId: workspace.id }),
      });
    },
  };
}
