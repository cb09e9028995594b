import type { ApiGroup } from '@wheelhouse/server';

export const workspaces: ApiGroup = {
  tag: 'Workspaces',
  description: 'Where work belongs to. A deleted workspace can be restored for a while, then it is gone.',
  operations: {
    'GET /api/v1/workspaces': { id: 'listWorkspaces', summary: 'List the workspaces one may enter' },
    'POST /api/v1/workspaces': { id: 'createWorkspace', summary: 'Make a workspace' },
    'GET /api/v1/workspaces/by-slug/:org/:slug': {
      id: 'getWorkspaceBySlug',
      summary: 'Find a workspace by its slugs',
      tagged: true,
    },
    'GET /api/v1/workspaces/:id': { id: 'getWorkspace', summary: 'Read a workspace' },
    'PATCH /api/v1/workspaces/:id': { id: 'updateWorkspace', summary: 'Rename or describe a workspace' },
    'POST /api/v1/workspaces/:id/switch': { id: 'switchWorkspace', summary: "Make it the session's current workspace" },
    'GET /api/v1/workspaces/:id/settings': { id: 'getWorkspaceSettings', summary: 'Read the settings' },
    'PATCH /api/v1/workspaces/:id/settings': { id: 'updateWorkspaceSettings', summary: 'Change settings' },
    'GET /api/v1/workspaces/:id/limits': { id: 'getWorkspaceLimits', summary: 'Read the limits' },
    'PUT /api/v1/workspaces/:id/limits': { id: 'replaceWorkspaceLimits', summary: 'Set the limits' },
    'GET /api/v1/workspaces/:id/branding': { id: 'getWorkspaceBranding', summary: 'Read the branding' },
    'PUT /api/v1/workspaces/:id/branding': { id: 'replaceWorkspaceBranding', summary: 'Set the branding' },
    'DELETE /api/v1/workspaces/:id': { id: 'deleteWorkspace', summary: 'Delete a workspace' },
    'POST /api/v1/workspaces/:id/restore': { id: 'restoreWorkspace', summary: 'Bring a deleted workspace back' },
    'POST /api/v1/workspaces/:id/purge': { id: 'purgeWorkspace', summary: 'Remove a deleted workspace for good' },
  },
};

export const imports: ApiGroup = {
  tag: 'Imports',
  description: 'What comes into a workspace from an installation that had one tenant. For who runs the instance.',
  operations: {
    'POST /api/v1/imports': {
      id: 'startImport',
      summary: 'Check an export, or bring it in',
      description:
        'With `dryRun` it only looks. Else it answers `202` once the export holds together; the rest goes on by itself, and its state is read later.',
    },
    'GET /api/v1/imports': { id: 'listImports', summary: 'List the imports' },
    'GET /api/v1/imports/:id': { id: 'getImport', summary: 'Read how far an import is' },
    'POST /api/v1/imports/:id/undo': { id: 'undoImport', summary: 'Take back what an import brought' },
  },
};

export const members: ApiGroup = {
  tag: 'Members',
  description: 'Who is in a workspace, as what, and who is invited.',
  operations: {
    'GET /api/v1/workspaces/:id/members': { id: 'listMembers', summary: 'List the members' },
    'GET /api/v1/workspaces/:id/roles': { id: 'listWorkspaceRoles', summary: 'List the roles that can be given' },
    'PUT /api/v1/workspaces/:id/members/:userId/role': { id: 'setMemberRole', summary: 'Give a member another role' },
    'DELETE /api/v1/workspaces/:id/members/:userId': { id: 'removeMember', summary: 'Remove a member, or leave' },
    'GET /api/v1/workspaces/:id/invitations': { id: 'listInvitations', summary: 'List the invitations' },
    'POST /api/v1/workspaces/:id/invitations': { id: 'invite', summary: 'Invite somebody by mail address' },
    'POST /api/v1/workspaces/:id/invitations/:invitationId/resend': {
      id: 'resendInvitation',
      summary: 'Send an invitation again',
    },
    'DELETE /api/v1/workspaces/:id/invitations/:invitationId': {
      id: 'revokeInvitation',
      summary: 'Take an invitation back',
    },
    'POST /api/v1/workspaces/accept-invitation': { id: 'acceptInvitation', summary: 'Accept an invitation' },
  },
};

export const organizations: ApiGroup = {
  tag: 'Organizations',
  description: 'What owns workspaces: members with their roles and overrides, custom roles, sign-in providers.',
  operations: {
    'GET /api/v1/organizations': { id: 'listOrganizations', summary: 'List the organizations one belongs to' },
    'POST /api/v1/organizations': { id: 'createOrganization', summary: 'Make an organization' },
    'GET /api/v1/organizations/:id': { id: 'getOrganization', summary: 'Read an organization' },
    'PATCH /api/v1/organizations/:id': { id: 'updateOrganization', summary: 'Change an organization' },
    'GET /api/v1/organizations/:id/members': { id: 'listOrganizationMembers', summary: 'List its members' },
    'PUT /api/v1/organizations/:id/members/:userId/role': {
      id: 'setOrganizationRole',
      summary: 'Give a member another role in the organization',
    },
    'PUT /api/v1/organizations/:id/members/:userId/overrides': {
      id: 'setOverrides',
      summary: 'Add to what a member may do, or take from it, in all workspaces',
    },
    'DELETE /api/v1/organizations/:id/members/:userId': {
      id: 'removeOrganizationMember',
      summary: 'Remove a member, or leave',
    },
    'GET /api/v1/organizations/:id/invitations': {
      id: 'listOrganizationInvitations',
      summary: 'List the invitations to the organization',
    },
    'POST /api/v1/organizations/:id/invitations': {
      id: 'inviteToOrganization',
      summary: 'Invite somebody to the organization',
    },
    'POST /api/v1/organizations/:id/invitations/:invitationId/resend': {
      id: 'resendOrganizationInvitation',
      summary: 'Send an invitation again',
    },
    'DELETE /api/v1/organizations/:id/invitations/:invitationId': {
      id: 'revokeOrganizationInvitation',
      summary: 'Take an invitation back',
    },
    'GET /api/v1/organizations/:id/roles': { id: 'listCustomRoles', summary: 'List the custom roles' },
    'POST /api/v1/organizations/:id/roles': { id: 'createCustomRole', summary: 'Make a custom role' },
    'PATCH /api/v1/organizations/:id/roles/:roleId': { id: 'updateCustomRole', summary: 'Change a custom role' },
    'DELETE /api/v1/organizations/:id/roles/:roleId': { id: 'deleteCustomRole', summary: 'Delete a custom role' },
    'GET /api/v1/organizations/:id/oidc-providers': { id: 'listOidcProviders', summary: 'List the sign-in providers' },
    'POST /api/v1/organizations/:id/oidc-providers': { id: 'createOidcProvider', summary: 'Add a sign-in provider' },
    'PATCH /api/v1/organizations/:id/oidc-providers/:providerId': {
      id: 'updateOidcProvider',
      summary: 'Change a sign-in provider',
    },
    'DELETE /api/v1/organizations/:id/oidc-providers/:providerId': {
      id: 'deleteOidcProvider',
      summary: 'Remove a sign-in provider',
    },
  },
};

export const teams: ApiGroup = {
  tag: 'Teams',
  description: 'Groups of members, and what is shared with people and teams.',
  operations: {
    'GET /api/v1/teams': { id: 'listTeams', summary: 'List the teams' },
    'POST /api/v1/teams': { id: 'createTeam', summary: 'Make a team' },
    'GET /api/v1/teams/:id': { id: 'getTeam', summary: 'Read a team' },
    'PATCH /api/v1/teams/:id': { id: 'updateTeam', summary: 'Change a team' },
    'DELETE /api/v1/teams/:id': { id: 'deleteTeam', summary: 'Delete a team' },
    'GET /api/v1/teams/:id/members': { id: 'listTeamMembers', summary: "List a team's members" },
    'PUT /api/v1/teams/:id/members/:userId': { id: 'setTeamMember', summary: 'Put somebody into a team' },
    'DELETE /api/v1/teams/:id/members/:userId': { id: 'removeTeamMember', summary: 'Take somebody out of a team' },
    'GET /api/v1/shares': { id: 'listShares', summary: 'List with whom something is shared' },
    'POST /api/v1/shares': { id: 'createShare', summary: 'Share something' },
    'DELETE /api/v1/shares/:id': { id: 'deleteShare', summary: 'Stop sharing' },
  },
};

export const views: ApiGroup = {
  tag: 'Views',
  description:
    'Lists of the dashboard as members like to look at them: their own, and those shared with the workspace.',
  operations: {
    'GET /api/v1/views': { id: 'listViews', summary: "List one's own views and those that others share" },
    'POST /api/v1/views': { id: 'createView', summary: 'Keep a view of a list' },
    'PATCH /api/v1/views/:id': { id: 'updateView', summary: 'Change, share or unshare a view; for its owner' },
    'DELETE /api/v1/views/:id': {
      id: 'deleteView',
      summary: 'Delete a view',
      description: 'Its owner may, and of shared ones whoever has `views:manage`.',
    },
  },
};
