import type { AcceptedInvitation, InvitationView, MemberView } from '@wheelhouse/protocol/api/spoke';
import type { Command } from 'commander';
import { listAll } from '../api-client.ts';
import type { CliConfig } from '../config.ts';
import { confirm, yesOption } from './confirm.ts';
import { openContext } from './context.ts';
import { pick, placeOf, withPlace, type Place, type PlaceOptions } from './place.ts';

type Removal = PlaceOptions & { readonly yes?: boolean };

/** A member by id, address or name. */
export async function findMember({ api, workspaceId }: Place, name: string): Promise<MemberView> {
  const members = await listAll<MemberView>(api, `/workspaces/${workspaceId}/members`);
  return pick(members, name, { what: 'member', fields: ['userId', 'email', 'name'] });
}

/** `wheelhouse member`: who is in the workspace, as what, and who shall be. */
export function addMemberCommands(program: Command, config: CliConfig): void {
  const member = program.command('member').description('who is in the workspace, and who is invited');
  withPlace(member.command('list')).action(async (options: PlaceOptions, command: Command) => {
    const context = openContext(command, config);
    const { api, workspaceId } = await placeOf(context, options);
    const members = await listAll<MemberView>(api, `/workspaces/${workspaceId}/members`);
    context.output.list(
      members.map((entry) => ({ ...entry, role: entry.roleName ?? entry.role })),
      ['email', 'name', 'role', 'isCreator', 'userId'],
    );
  });
  withPlace(member.command('remove <member>').description('by id or address; your own to leave'))
    .option(...yesOption)
    .action(async (name: string, options: Removal, command: Command) => {
      const context = openContext(command, config);
      const place = await placeOf(context, options);
      const { userId, email } = await findMember(place, name);
      await confirm(context, `remove ${email} from the workspace`, options.yes);
      await place.api.delete(`/workspaces/${place.workspaceId}/members/${userId}`);
      context.output.item({ removed: userId, email });
    });
  withPlace(
    member.command('role <member> <role>').description('a built-in role, or a role of the organization'),
  ).action(async (name: string, role: string, options: PlaceOptions, command: Command) => {
    const context = openContext(command, config);
    const place = await placeOf(context, options);
    const { userId } = await findMember(place, name);
    const path = `/workspaces/${place.workspaceId}/members/${userId}/role`;
    context.output.item({ ...(await place.api.put<{ userId: string; role: string }>(path, { role })) });
  });
  addInvitations(member, config);
  addAccept(member, config);
}

const pathOf = ({ workspaceId }: Place): string => `/workspaces/${workspaceId}/invitations`;

/** An invitation by its id, or the open one to an address. */
async function findInvitation(place: Place, name: string): Promise<InvitationView> {
  const all = await listAll<InvitationView>(place.api, pathOf(place));
  const found = all.filter(({ id, state }) => id === name || state === 'open');
  return pick(found, name, { what: 'open invitation', fields: ['id', 'email'] });
}

const shown = ({ id, email, role, state, expiresAt }: InvitationView): Record<string, unknown> => ({
  invitation: id,
  email,
  role,
  state,
  expiresAt: new Date(expiresAt).toISOString(),
});

function addInvitations(member: Command, config: CliConfig): void {
  withPlace(member.command('invite <email> <role>').description('send an invitation')).action(
    async (email: string, role: string, options: PlaceOptions, command: Command) => {
      const context = openContext(command, config);
      const place = await placeOf(context, options);
      context.output.item(shown(await place.api.post<InvitationView>(pathOf(place), { email, role })));
    },
  );
  withPlace(member.command('invitations')).action(async (options: PlaceOptions, command: Command) => {
    const context = openContext(command, config);
    const place = await placeOf(context, options);
    const all = await listAll<InvitationView>(place.api, pathOf(place));
    context.output.list(all.map(shown), ['email', 'role', 'state', 'expiresAt', 'invitation']);
  });
  withPlace(member.command('resend <invitation>').description('by id or address')).action(
    async (name: string, options: PlaceOptions, command: Command) => {
      const context = openContext(command, config);
      const place = await placeOf(context, options);
      const { id } = await findInvitation(place, name);
      context.output.item(shown(await place.api.post<InvitationView>(`${pathOf(place)}/${id}/resend`)));
    },
  );
  withPlace(member.command('revoke <invitation>').description('by id or address'))
    .option(...yesOption)
    .action(async (name: string, options: Removal, command: Command) => {
      const context = openContext(command, config);
      const place = await placeOf(context, options);
      const { id, email } = await findInvitation(place, name);
      await confirm(context, `revoke the invitation of ${email}`, options.yes);
      context.output.item(shown(await place.api.delete<InvitationView>(`${pathOf(place)}/${id}`)));
    });
}

function addAccept(member: Command, config: CliConfig): void {
  member
    .command('accept')
    .description('enter where you are invited: the token of the mail is asked for, or is the first line of input')
    .option('--spoke <name>')
    .action(async ({ spoke }: { spoke?: string }, command: Command) => {
      const context = openContext(command, config);
      const api = await context.spoke(spoke);
      const given = await context.terminal.ask('Token, or link, of the invitation', { hidden: true });
      const token = given.slice(given.indexOf('#') + 1).trim();
      const accepted = await api.post<AcceptedInvitation>('/workspaces/accept-invitation', { token });
      context.output.item({ ...accepted });
      if (accepted.workspaceId !== null)
        context.output.note(`enter it with wheelhouse workspace switch ${accepted.workspaceId}`);
    });
}
