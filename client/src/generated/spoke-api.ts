// Made from the spoke's /openapi.json. To make it anew: npx vitest run --project client generated -u

export interface paths {
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This description, as OpenAPI 3.1
         * @description No credential is needed.
         */
        get: operations["readDescription"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Metrics for Prometheus
         * @description With the token of the configuration as bearer; without one, to this machine only. See docs/metrics.md.
         *
         *     No credential is needed.
         */
        get: operations["readMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the process answers
         * @description No credential is needed.
         */
        get: operations["checkHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether its parts make progress
         * @description No credential is needed.
         */
        get: operations["checkReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how the instance stands
         * @description Needs `workspace:read`.
         */
        get: operations["getInstance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the workspaces one may enter
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listWorkspaces"];
        put?: never;
        /**
         * Make a workspace
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["createWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/by-slug/{org}/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find a workspace by its slugs
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["getWorkspaceBySlug"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a workspace
         * @description Needs `workspace:read`.
         */
        get: operations["getWorkspace"];
        put?: never;
        post?: never;
        /**
         * Delete a workspace
         * @description Needs `workspace:delete`.
         */
        delete: operations["deleteWorkspace"];
        options?: never;
        head?: never;
        /**
         * Rename or describe a workspace
         * @description Needs `workspace:update`.
         */
        patch: operations["updateWorkspace"];
        trace?: never;
    };
    "/api/v1/workspaces/{id}/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make it the session's current workspace
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["switchWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the settings
         * @description Needs `settings:view`.
         */
        get: operations["getWorkspaceSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change settings
         * @description Needs `settings:manage`.
         */
        patch: operations["updateWorkspaceSettings"];
        trace?: never;
    };
    "/api/v1/workspaces/{id}/limits": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the limits
         * @description Needs `settings:view`.
         */
        get: operations["getWorkspaceLimits"];
        /**
         * Set the limits
         * @description Needs `settings:manage`.
         */
        put: operations["replaceWorkspaceLimits"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/branding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the branding
         * @description Needs `workspace:read`.
         */
        get: operations["getWorkspaceBranding"];
        /**
         * Set the branding
         * @description Needs `settings:manage`.
         */
        put: operations["replaceWorkspaceBranding"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring a deleted workspace back
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["restoreWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/purge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove a deleted workspace for good
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["purgeWorkspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the members
         * @description Needs `members:read`.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the roles that can be given
         * @description Needs `members:read`.
         */
        get: operations["listWorkspaceRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/members/{userId}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a member another role
         * @description Needs `members:manage`.
         */
        put: operations["setMemberRole"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member, or leave
         * @description Needs `workspace:read`.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the invitations
         * @description Needs `members:invite`.
         */
        get: operations["listInvitations"];
        put?: never;
        /**
         * Invite somebody by mail address
         * @description Needs `members:invite`.
         */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/invitations/{invitationId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invitation again
         * @description Needs `members:invite`.
         */
        post: operations["resendInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{id}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description Needs `members:invite`.
         */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/accept-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the organizations one belongs to
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listOrganizations"];
        put?: never;
        /**
         * Make an organization
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["createOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an organization
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["getOrganization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change an organization
         * @description For any person; what they may see and change here is asked inside.
         */
        patch: operations["updateOrganization"];
        trace?: never;
    };
    "/api/v1/organizations/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List its members
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listOrganizationMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/members/{userId}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a member another role in the organization
         * @description For any person; what they may see and change here is asked inside.
         */
        put: operations["setOrganizationRole"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/members/{userId}/overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Add to what a member may do, or take from it, in all workspaces
         * @description For any person; what they may see and change here is asked inside.
         */
        put: operations["setOverrides"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member, or leave
         * @description For any person; what they may see and change here is asked inside.
         */
        delete: operations["removeOrganizationMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the invitations to the organization
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listOrganizationInvitations"];
        put?: never;
        /**
         * Invite somebody to the organization
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["inviteToOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/invitations/{invitationId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invitation again
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["resendOrganizationInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description For any person; what they may see and change here is asked inside.
         */
        delete: operations["revokeOrganizationInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the custom roles
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listCustomRoles"];
        put?: never;
        /**
         * Make a custom role
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["createCustomRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/roles/{roleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a custom role
         * @description For any person; what they may see and change here is asked inside.
         */
        delete: operations["deleteCustomRole"];
        options?: never;
        head?: never;
        /**
         * Change a custom role
         * @description For any person; what they may see and change here is asked inside.
         */
        patch: operations["updateCustomRole"];
        trace?: never;
    };
    "/api/v1/teams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the teams
         * @description Needs `teams:read`.
         */
        get: operations["listTeams"];
        put?: never;
        /**
         * Make a team
         * @description Needs `teams:manage`.
         */
        post: operations["createTeam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a team
         * @description Needs `teams:read`.
         */
        get: operations["getTeam"];
        put?: never;
        post?: never;
        /**
         * Delete a team
         * @description Needs `teams:read`.
         */
        delete: operations["deleteTeam"];
        options?: never;
        head?: never;
        /**
         * Change a team
         * @description Needs `teams:read`.
         */
        patch: operations["updateTeam"];
        trace?: never;
    };
    "/api/v1/teams/{id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a team's members
         * @description Needs `teams:read`.
         */
        get: operations["listTeamMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/teams/{id}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put somebody into a team
         * @description Needs `teams:read`.
         */
        put: operations["setTeamMember"];
        post?: never;
        /**
         * Take somebody out of a team
         * @description Needs `teams:read`.
         */
        delete: operations["removeTeamMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List with whom something is shared
         * @description Needs `workspace:read`.
         */
        get: operations["listShares"];
        put?: never;
        /**
         * Share something
         * @description Needs `workspace:read`.
         */
        post: operations["createShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/shares/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Stop sharing
         * @description Needs `workspace:read`.
         */
        delete: operations["deleteShare"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the agents
         * @description Needs `agents:read:any`.
         */
        get: operations["listAgents"];
        put?: never;
        /**
         * Add an agent
         * @description Needs `agents:create`.
         */
        post: operations["createAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an agent
         * @description Needs `agents:read:any`.
         */
        get: operations["getAgent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change, enable or disable an agent
         * @description Needs `agents:update:any`.
         */
        patch: operations["updateAgent"];
        trace?: never;
    };
    "/api/v1/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List runs, newest first
         * @description Needs `runs:read:any`.
         */
        get: operations["listRuns"];
        put?: never;
        /**
         * Start a run
         * @description With `target` and `targetWorkspace` on another instance. The same `idem` answers the run there is.
         *
         *     Needs `runs:create`.
         */
        post: operations["spawnRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a run
         * @description Needs `runs:read:any`.
         */
        get: operations["getRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the instance that runs it how it is
         * @description Needs `runs:read:any`.
         */
        post: operations["askRunStatus"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/kill": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a run and everything it started
         * @description Never refused by a rate limit. It counts also where it comes before the run.
         *
         *     Needs `runs:kill:any`.
         */
        post: operations["killRun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/input": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say something to a running agent
         * @description Needs `runs:input:any`.
         */
        post: operations["sendRunInput"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer an agent's request for permission
         * @description Needs `runs:approve:any`.
         */
        post: operations["answerRunRequest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read events of a run, or follow them
         * @description With `Accept: text/event-stream` as server-sent events: stored ones, then live ones, from `Last-Event-ID` on; `event: end` after the last.
         *
         *     Needs `runs:read:any`.
         */
        get: operations["listRunEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read raw output of a run
         * @description `Content-Range` says which bytes these are, `X-Next-Offset` where the next ones begin.
         *
         *     Needs `logs:read:any`.
         */
        get: operations["readRunLog"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/artifacts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what a run made
         * @description Needs `runs:read:any`.
         */
        get: operations["listArtifacts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{id}/artifacts/{artifact}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read something that a run made
         * @description Always a file to save; `X-Media-Type` is what its agent called it.
         *
         *     Needs `runs:read:any`.
         */
        get: operations["readArtifact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what runs asked people, newest first
         * @description Needs `runs:read:any`.
         */
        get: operations["listApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what a run asked
         * @description Needs `runs:read:any`.
         */
        get: operations["getApproval"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer what a run asked
         * @description Wherever it runs. Whether the answer counted shows in the state of the approval.
         *
         *     Needs `runs:approve:any`.
         */
        post: operations["answerApproval"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every run of the workspace on this instance
         * @description Locks the workspace first, unless `lock` is false: spawns are refused with `LOCKED` until it is lifted.
         *
         *     Needs `runs:kill`.
         */
        post: operations["killAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let runs start again
         * @description Needs `workspace:update`.
         */
        delete: operations["liftLock"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/kill-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End every run of every workspace, and lock them
         * @description For who runs the instance. `confirm` is its name.
         *
         *     Needs `workspace:update`.
         */
        post: operations["killInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the schedules
         * @description Needs `runs:read`.
         */
        get: operations["listSchedules"];
        put?: never;
        /**
         * Add a schedule
         * @description Needs `runs:create`.
         */
        post: operations["createSchedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a schedule
         * @description Needs `runs:read`.
         */
        get: operations["getSchedule"];
        put?: never;
        post?: never;
        /**
         * Remove a schedule; its runs stay
         * @description Needs `runs:create`.
         */
        delete: operations["deleteSchedule"];
        options?: never;
        head?: never;
        /**
         * Change a schedule, or turn it on or off
         * @description Whoever changes what it spawns becomes who spawns it.
         *
         *     Needs `runs:create`.
         */
        patch: operations["updateSchedule"];
        trace?: never;
    };
    "/api/v1/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's own views and those that others share
         * @description Needs `workspace:read`.
         */
        get: operations["listViews"];
        put?: never;
        /**
         * Keep a view of a list
         * @description Needs `workspace:read`.
         */
        post: operations["createView"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete a view
         * @description Its owner may, and of shared ones whoever has `views:manage`.
         *
         *     Needs `workspace:read`.
         */
        delete: operations["deleteView"];
        options?: never;
        head?: never;
        /**
         * Change, share or unshare a view; for its owner
         * @description Needs `workspace:read`.
         */
        patch: operations["updateView"];
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live socket
         * @description A websocket (`101`): topics with numbered events, and resuming after a lost connection. The session or API key is checked before the upgrade; with a session the Origin has to be this instance. Frames and topics: docs/live.md.
         *
         *     Needs `runs:read:any`.
         */
        get: operations["openLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/agent-card.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How to speak A2A with this instance
         * @description No credential is needed.
         */
        get: operations["getAgentCard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/a2a/v1/agents/{name}/agent-card.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How to speak A2A with one agent
         * @description Needs `agents:read:any`.
         */
        get: operations["getAgentCardOfAgent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/a2a/v1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call an operation of A2A
         * @description JSON-RPC 2.0. Each method asks for the permission that its route of the API asks for.
         *
         *     Needs `runs:read:any`.
         */
        post: operations["callA2a"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/a2a/v1/agents/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call an operation of A2A about one agent and its tasks
         * @description Needs `runs:read:any`.
         */
        post: operations["callA2aAgent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List commands, newest first
         * @description Needs `runs:read`.
         */
        get: operations["listCommands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a command with its receipts
         * @description Needs `runs:read`.
         */
        get: operations["getCommand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/commands/envelope": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand in a command that another instance signed
         * @description Needs `federation:connect`.
         */
        post: operations["takeEnvelope"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/peers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the other instances
         * @description Needs `federation:read`.
         */
        get: operations["listPeers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/peers/{id}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trust an instance's keys, by their fingerprint
         * @description Needs `federation:connect`.
         */
        post: operations["pinPeer"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/peers/{id}/state": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend or revoke an instance here
         * @description Needs `federation:connect`.
         */
        post: operations["setPeerState"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the grants given
         * @description Needs `federation:read`.
         */
        get: operations["listGrants"];
        put?: never;
        /**
         * Grant another instance something
         * @description Needs `federation:grant`.
         */
        post: operations["createGrant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grants/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a grant back
         * @description Needs `federation:grant`.
         */
        delete: operations["revokeGrant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/grants/held": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the grants held from others
         * @description Needs `federation:read`.
         */
        get: operations["listHeldGrants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's API keys
         * @description Needs `keys:create:any`.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key
         * @description Needs `keys:create:any`.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a key that takes the place of another
         * @description Needs `keys:create:any`.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description Needs `keys:revoke:any`.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the service accounts
         * @description Needs `keys:manage`.
         */
        get: operations["listServiceAccounts"];
        put?: never;
        /**
         * Make a service account
         * @description Needs `keys:manage`.
         */
        post: operations["createServiceAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a service account
         * @description Needs `keys:manage`.
         */
        get: operations["getServiceAccount"];
        put?: never;
        post?: never;
        /**
         * Revoke a service account
         * @description Needs `keys:manage`.
         */
        delete: operations["revokeServiceAccount"];
        options?: never;
        head?: never;
        /**
         * Change a service account
         * @description Needs `keys:manage`.
         */
        patch: operations["updateServiceAccount"];
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new key for a service account
         * @description Needs `keys:manage`.
         */
        post: operations["rotateServiceAccountKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the workspace's audit log, newest first
         * @description Needs `audit:read`.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List its signed heads
         * @description Needs `audit:read`.
         */
        get: operations["listAuditCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export it
         * @description Needs `audit:export`.
         */
        get: operations["exportAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List an organization's audit log
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listOrganizationAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List its signed heads
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listOrganizationAuditCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export it
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["exportOrganizationAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the instance's audit log
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listInstanceAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List its signed heads
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listInstanceAuditCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instance/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export it
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["exportInstanceAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for an account
         * @description No credential is needed.
         */
        post: operations["signUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the account with the mailed code
         * @description No credential is needed.
         */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a password
         * @description No credential is needed.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email-code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a code mailed to sign in with
         * @description No credential is needed.
         */
        post: operations["sendEmailCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email-code/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with the mailed code
         * @description No credential is needed.
         */
        post: operations["signInWithEmailCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the second factor
         * @description No credential is needed.
         */
        post: operations["giveSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a link mailed for a new password
         * @description No credential is needed.
         */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/reset/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password by a link
         * @description No credential is needed.
         */
        post: operations["confirmPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the first administrator, by the printed link
         * @description No credential is needed.
         */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a link of an administrator
         * @description No credential is needed.
         */
        post: operations["signInWithLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sign-out-everywhere": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End all sessions
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["signOutEverywhere"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the password
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who one is
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the name
         * @description For any person; what they may see and change here is asked inside.
         */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/api/v1/me/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the workspaces to switch between
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listMyWorkspaces"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what one uses
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["getMyUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sessions
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listMySessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a session
         * @description For any person; what they may see and change here is asked inside.
         */
        delete: operations["endMySession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/preferences": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what clients keep here
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["getMyPreferences"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change what clients keep here
         * @description For any person; what they may see and change here is asked inside.
         */
        patch: operations["updateMyPreferences"];
        trace?: never;
    };
    "/api/v1/me/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the authenticator apps
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listMyFactors"];
        put?: never;
        /**
         * Add an authenticator app
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["addMyFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/factors/{id}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm it by its first code
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["confirmMyFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/factors/{id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove it, by a code of it
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["removeMyFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["createMyRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dev/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the mails that would have been sent, while no mail server is configured
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listOutbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/dev/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The same as a page
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["showOutbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/{organizationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the providers one can sign in with
         * @description No credential is needed.
         */
        get: operations["listOidcChoices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/{organizationId}/{providerId}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in at a provider
         * @description No credential is needed.
         */
        post: operations["startOidcSignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a provider sends the browser back to
         * @description No credential is needed.
         */
        get: operations["finishOidcSignIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/oidc/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Join a provider's identity to an account, by a mailed code
         * @description No credential is needed.
         */
        post: operations["verifyOidcEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/oidc-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the sign-in providers
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listOidcProviders"];
        put?: never;
        /**
         * Add a sign-in provider
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["createOidcProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/organizations/{id}/oidc-providers/{providerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a sign-in provider
         * @description For any person; what they may see and change here is asked inside.
         */
        delete: operations["deleteOidcProvider"];
        options?: never;
        head?: never;
        /**
         * Change a sign-in provider
         * @description For any person; what they may see and change here is asked inside.
         */
        patch: operations["updateOidcProvider"];
        trace?: never;
    };
    "/api/v1/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the imports
         * @description Needs `workspace:update`.
         */
        get: operations["listImports"];
        put?: never;
        /**
         * Check an export, or bring it in
         * @description With `dryRun` it only looks. Else it answers `202` once the export holds together; the rest goes on by itself, and its state is read later.
         *
         *     Needs `workspace:update`.
         */
        post: operations["startImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how far an import is
         * @description Needs `workspace:update`.
         */
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/imports/{id}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take back what an import brought
         * @description Needs `workspace:update`.
         */
        post: operations["undoImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the secrets, without their values
         * @description Needs `secrets:read`.
         */
        get: operations["listSecrets"];
        put?: never;
        /**
         * Keep a secret
         * @description Needs `secrets:manage`.
         */
        post: operations["createSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what is known of a secret, without its value
         * @description Needs `secrets:read`.
         */
        get: operations["getSecret"];
        put?: never;
        post?: never;
        /**
         * Delete a secret
         * @description Needs `secrets:manage`.
         */
        delete: operations["deleteSecret"];
        options?: never;
        head?: never;
        /**
         * Change a secret
         * @description Needs `secrets:manage`.
         */
        patch: operations["updateSecret"];
        trace?: never;
    };
    "/api/v1/instance/secrets-key/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Seal secrets with a new key
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["rotateSecretsKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AcceptInvitation: {
            token: string;
        };
        AcceptedInvitation: {
            /** Format: uuid */
            organizationId: string;
            workspaceId: string | null;
            role: string;
        };
        AgentExecution: {
            /** @enum {string} */
            network?: "none" | "llm-only" | "full";
            secrets?: {
                [key: string]: string;
            };
            answerMs?: number;
            retry?: {
                attempts: number;
                delayMs?: number;
            };
            resumable?: boolean;
        };
        AgentExecutionInput: {
            /** @enum {string} */
            network?: "none" | "llm-only" | "full";
            secrets?: {
                [key: string]: string;
            };
            answerMs?: number;
            retry?: {
                attempts: number;
                delayMs?: number;
            };
            resumable?: boolean;
        };
        AgentView: {
            /** Format: uuid */
            id: string;
            name: string;
            runtime: string;
            config: {
                [key: string]: unknown;
            };
            limits: {
                queueMs?: number;
                wallMs?: number;
                idleMs?: number;
                outputBytes?: number;
                tokens?: number;
                costMicros?: number;
                turns?: number;
                memoryBytes?: number;
                processes?: number;
                diskBytes?: number;
                openFiles?: number;
                children?: number;
                depth?: number;
                /** @enum {string} */
                onLimit?: "stop" | "pause-and-ask";
            };
            execution: components["schemas"]["AgentExecution"];
            enabled: boolean;
            createdAt: number;
        };
        AnswerApproval: {
            option: string;
        };
        ApprovalView: {
            /** Format: uuid */
            id: string;
            run: string;
            attempt: number;
            request: string;
            /** @enum {string} */
            kind: "permission" | "question" | "limit";
            title: string;
            detail: {
                [key: string]: unknown;
            };
            options: {
                option: string;
                name: string;
                kind: string;
            }[];
            /** @enum {string} */
            state: "open" | "answered" | "timed_out" | "withdrawn";
            option: string | null;
            answeredBy: {
                [key: string]: unknown;
            } | null;
            expiresAt: number | null;
            createdAt: number;
            endedAt: number | null;
        };
        ApproveRequest: {
            request: string;
            option: string;
        };
        ArtifactView: {
            /** Format: uuid */
            id: string;
            name: string;
            mediaType: string;
            bytes: number;
            sha256: string;
            createdAt: number;
        };
        AuditCheckpointView: {
            seq: number;
            at: number;
            envelope: string;
        };
        AuditView: {
            id: string;
            at: number;
            actorKind: string;
            actorId: string | null;
            action: string;
            resourceKind: string | null;
            resourceId: string | null;
            verdict: string;
            code: string | null;
            requestId: string | null;
            ip: string | null;
            userAgent: string | null;
            detail: {
                [key: string]: unknown;
            };
            envelopeSha256?: string | null;
            grantId?: string | null;
            policyRevision?: number | null;
        };
        Branding: {
            name?: components["schemas"]["DisplayName"];
            color?: string;
            logo?: string;
        };
        BrandingInput: {
            name?: components["schemas"]["DisplayName"];
            color?: string;
            logo?: string;
        };
        ChangeMe: {
            name: string;
        };
        ChangeOrganizationRole: {
            /** @enum {string} */
            role: "owner" | "admin" | "billing" | "auditor" | "member";
        };
        ChangePassword: {
            current?: string;
            next: string;
        };
        ChangeRole: {
            role: components["schemas"]["RoleName"];
        };
        CodeSent: {
            id: string;
            expiresAt: number;
        };
        CommandDetail: {
            id: string;
            /** @enum {string} */
            direction: "in" | "out";
            iss: string;
            aud: string;
            verb: string;
            agt: string | null;
            /** @enum {string} */
            state: "created" | "queued" | "delivered" | "accepted" | "started" | "succeeded" | "failed" | "cancelled" | "rejected" | "expired" | "unknown" | "lost";
            code: ("EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID") | null;
            message: string | null;
            result: {
                id: string;
                agent: string;
                /** @enum {string} */
                state: "queued" | "preparing" | "starting" | "running" | "waiting" | "idle" | "stopping" | "lost" | "succeeded" | "failed" | "cancelled" | "killed" | "timed_out" | "rejected";
                /** @enum {string} */
                code?: "EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID";
                message?: string;
                gen: number;
                createdAt: number;
                startedAt?: number;
                endedAt?: number;
                exitCode?: number;
                signal?: string;
                /** @enum {string} */
                containment?: "namespace" | "cgroup" | "tree";
                /** @enum {string} */
                filesystem?: "sandboxed" | "open";
                /** @enum {string} */
                network?: "none" | "llm-only" | "full";
                attempt?: number;
                usage?: {
                    /** @enum {string} */
                    source: "gateway" | "agent" | "estimate";
                    answers: number;
                    inputTokens: number;
                    outputTokens: number;
                    cacheReadTokens: number;
                    cacheWriteTokens: number;
                    costMicros: number | null;
                };
                lastSeq: number;
                kill?: {
                    survivors: number;
                    /** @enum {string} */
                    verifiedBy: "namespace" | "cgroup" | "tree";
                    steps: {
                        /** @enum {string} */
                        step: "revoke" | "interrupt" | "terminate" | "destroy" | "verify";
                        atMs: number;
                    }[];
                    durationMs: number;
                };
            } | null;
            sha256: string;
            createdAt: number;
            acceptedAt: number | null;
            startedAt: number | null;
            endedAt: number | null;
            envelope: string;
            receipts: components["schemas"]["ReceiptView"][];
        };
        CommandTaken: {
            commandId: string;
            runId: string | null;
            run: components["schemas"]["RunRecord"] | null;
        };
        CommandView: {
            id: string;
            /** @enum {string} */
            direction: "in" | "out";
            iss: string;
            aud: string;
            verb: string;
            agt: string | null;
            /** @enum {string} */
            state: "created" | "queued" | "delivered" | "accepted" | "started" | "succeeded" | "failed" | "cancelled" | "rejected" | "expired" | "unknown" | "lost";
            code: ("EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID") | null;
            message: string | null;
            result: {
                id: string;
                agent: string;
                /** @enum {string} */
                state: "queued" | "preparing" | "starting" | "running" | "waiting" | "idle" | "stopping" | "lost" | "succeeded" | "failed" | "cancelled" | "killed" | "timed_out" | "rejected";
                /** @enum {string} */
                code?: "EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID";
                message?: string;
                gen: number;
                createdAt: number;
                startedAt?: number;
                endedAt?: number;
                exitCode?: number;
                signal?: string;
                /** @enum {string} */
                containment?: "namespace" | "cgroup" | "tree";
                /** @enum {string} */
                filesystem?: "sandboxed" | "open";
                /** @enum {string} */
                network?: "none" | "llm-only" | "full";
                attempt?: number;
                usage?: {
                    /** @enum {string} */
                    source: "gateway" | "agent" | "estimate";
                    answers: number;
                    inputTokens: number;
                    outputTokens: number;
                    cacheReadTokens: number;
                    cacheWriteTokens: number;
                    costMicros: number | null;
                };
                lastSeq: number;
                kill?: {
                    survivors: number;
                    /** @enum {string} */
                    verifiedBy: "namespace" | "cgroup" | "tree";
                    steps: {
                        /** @enum {string} */
                        step: "revoke" | "interrupt" | "terminate" | "destroy" | "verify";
                        atMs: number;
                    }[];
                    durationMs: number;
                };
            } | null;
            sha256: string;
            createdAt: number;
            acceptedAt: number | null;
            startedAt: number | null;
            endedAt: number | null;
        };
        ConfirmReset: {
            token: string;
            password: string;
        };
        CreateAgent: {
            name: string;
            runtime: string;
            /** @default {} */
            config?: {
                [key: string]: unknown;
            };
            /** @default {} */
            limits?: {
                queueMs?: number;
                wallMs?: number;
                idleMs?: number;
                outputBytes?: number;
                tokens?: number;
                costMicros?: number;
                turns?: number;
                memoryBytes?: number;
                processes?: number;
                diskBytes?: number;
                openFiles?: number;
                children?: number;
                depth?: number;
                /** @enum {string} */
                onLimit?: "stop" | "pause-and-ask";
            };
            /** @default {} */
            execution?: components["schemas"]["AgentExecutionInput"];
            /** @default true */
            enabled?: boolean;
        };
        CreateGrant: {
            grantee: string;
            verbs: ("agent.spawn" | "agent.status" | "agent.kill" | "agent.kill:any" | "agent.input" | "agent.approve" | "agent.kill_all")[];
            agents?: string[];
            maxConcurrent?: number;
            /** @default 2592000000 */
            lifetimeMs?: number;
        };
        CreateInvitation: {
            email: components["schemas"]["Email"];
            role: components["schemas"]["RoleName"];
        };
        CreateKey: {
            name?: components["schemas"]["DisplayName"];
            permissions?: components["schemas"]["KeyPermissions"];
            expiresAt?: number;
            rateLimitPerMinute?: number;
        };
        CreateOidcProvider: {
            name: string;
            /** Format: uri */
            issuer: string;
            clientId: string;
            clientSecret: string;
            /** @default [] */
            domains?: string[];
            /** @default true */
            enabled?: boolean;
        };
        CreateOrganization: {
            name: components["schemas"]["DisplayName"];
            slug: components["schemas"]["Slug"];
        };
        CreateOrganizationInvitation: {
            email: components["schemas"]["Email"];
            /** @enum {string} */
            role: "owner" | "admin" | "billing" | "auditor" | "member";
        };
        CreateRole: {
            name: components["schemas"]["DisplayName"];
            description?: components["schemas"]["Description"];
            permissions: components["schemas"]["PermissionName"][];
        };
        CreateSavedView: {
            name: string;
            /** @default  */
            query?: string;
            /** @default false */
            isShared?: boolean;
            /** @enum {string} */
            screen: "runs" | "approvals" | "audit" | "members" | "federation";
        };
        CreateSchedule: {
            name: string;
            cron: string;
            /** @default UTC */
            timeZone?: string;
            spawn: {
                agent: string;
                prompt?: string;
                task?: {
                    steps: ({
                        /** @constant */
                        do: "run";
                        argv: string[];
                        expectExit?: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "write";
                        path: string;
                        content: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "replace";
                        path: string;
                        find: string;
                        with: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "grep";
                        path: string;
                        pattern: string;
                        /** @enum {string} */
                        expect?: "match" | "no-match";
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-branch";
                        name: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-commit";
                        message: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-diff";
                        artifact: string;
                        base?: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "http-check";
                        /** Format: uri */
                        url: string;
                        expectStatus?: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "approve";
                        question: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "publish";
                        path: string;
                        artifact: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "sleep";
                        ms: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "spawn";
                        agent: string;
                        prompt?: string;
                        task?: {
                            steps: ({
                                /** @constant */
                                do: "run";
                                argv: string[];
                                expectExit?: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "write";
                                path: string;
                                content: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "replace";
                                path: string;
                                find: string;
                                with: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "grep";
                                path: string;
                                pattern: string;
                                /** @enum {string} */
                                expect?: "match" | "no-match";
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-branch";
                                name: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-commit";
                                message: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-diff";
                                artifact: string;
                                base?: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "http-check";
                                /** Format: uri */
                                url: string;
                                expectStatus?: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "approve";
                                question: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "publish";
                                path: string;
                                artifact: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "sleep";
                                ms: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            })[];
                        };
                        limits?: {
                            queueMs?: number;
                            wallMs?: number;
                            idleMs?: number;
                            outputBytes?: number;
                            tokens?: number;
                            costMicros?: number;
                            turns?: number;
                            memoryBytes?: number;
                            processes?: number;
                            diskBytes?: number;
                            openFiles?: number;
                            children?: number;
                            depth?: number;
                            /** @enum {string} */
                            onLimit?: "stop" | "pause-and-ask";
                        };
                        join?: boolean;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    })[];
                };
                args?: string[];
                source?: {
                    /** @constant */
                    kind: "empty";
                } | {
                    /** @constant */
                    kind: "git";
                    repository: string;
                    ref?: string;
                };
                limits?: {
                    queueMs?: number;
                    wallMs?: number;
                    idleMs?: number;
                    outputBytes?: number;
                    tokens?: number;
                    costMicros?: number;
                    turns?: number;
                    memoryBytes?: number;
                    processes?: number;
                    diskBytes?: number;
                    openFiles?: number;
                    children?: number;
                    depth?: number;
                    /** @enum {string} */
                    onLimit?: "stop" | "pause-and-ask";
                };
                labels?: {
                    [key: string]: string;
                };
                retry?: {
                    attempts: number;
                    delayMs?: number;
                };
            };
            /**
             * @default skip
             * @enum {string}
             */
            overlap?: "skip" | "allow" | "replace";
            /** @default true */
            enabled?: boolean;
        };
        CreateSecret: {
            name: components["schemas"]["SecretName"];
            value: string;
            /** @default  */
            description?: string;
        };
        CreateServiceAccount: {
            name: components["schemas"]["DisplayName"];
            description?: components["schemas"]["Description"];
            permissions?: components["schemas"]["KeyPermissions"];
            rateLimitPerMinute?: number;
            expiresAt?: number;
        };
        CreateShare: {
            /** @enum {string} */
            kind: "agent" | "run" | "project" | "dashboard";
            /** Format: uuid */
            resourceId: string;
            /** Format: uuid */
            teamId?: string;
            /** Format: uuid */
            userId?: string;
        };
        CreateTeam: {
            name: components["schemas"]["DisplayName"];
            description?: components["schemas"]["Description"];
            metadata?: components["schemas"]["TeamMetadata"];
        };
        CreateWorkspace: {
            name: components["schemas"]["DisplayName"];
            slug: components["schemas"]["Slug"];
            organizationId?: string;
        };
        CreatedWorkspace: {
            workspace: components["schemas"]["WorkspaceView"];
            apiKey?: string;
        };
        DeletedWorkspace: {
            id: string;
            purgeAfter: number;
        };
        Description: string;
        DisplayName: string;
        Email: string;
        ErrorBody: {
            error: {
                /** @enum {string} */
                code: "EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID";
                message: string;
                details?: {
                    [key: string]: unknown;
                };
            };
            meta: components["schemas"]["ResponseMeta"];
        };
        FactorCode: {
            code: string;
        };
        FactorView: {
            id: string;
            createdAt: number;
            confirmedAt: number | null;
        };
        ForEmail: {
            /** Format: email */
            email: string;
        };
        GivenCode: {
            id: string;
            code: string;
        };
        GivenLink: {
            token: string;
        };
        GrantView: {
            /** Format: uuid */
            id: string;
            grantee: string;
            verbs: string[];
            agents: string[];
            maxConcurrent: number | null;
            nbf: number;
            exp: number;
            createdAt: number;
            revokedAt: number | null;
        };
        HeldGrantView: {
            /** Format: uuid */
            id: string;
            issuer: string;
            workspace: string;
            verbs: string[];
            agents: string[];
            exp: number;
        };
        ImportHeader: {
            /** @constant */
            kind: "wheelhouse-export";
            /** @constant */
            version: 1;
            source?: string;
        };
        ImportProblem: {
            line: number;
            /** @enum {string} */
            code: "UNKNOWN_KIND" | "INVALID" | "NO_USERS" | "DUPLICATE" | "ORPHAN" | "NAME_TAKEN" | "MORE_THAN_HELD" | "TOO_MANY_MEMBERS" | "TOO_MANY_TEAMS";
            field: string;
            message: string;
        };
        ImportReport: {
            ok: boolean;
            problems: components["schemas"]["ImportProblem"][];
            problemCount: number;
            creates: {
                [key: string]: number;
            };
            matches: number;
            skipped: number;
        };
        ImportStarted: {
            report: components["schemas"]["ImportReport"];
            import: components["schemas"]["ImportView"] | null;
        };
        ImportView: {
            id: string;
            /** @enum {string} */
            state: "running" | "done" | "failed" | "undone";
            sha256: string;
            total: number;
            progress: number;
            creates: {
                [key: string]: number;
            };
            error: string | null;
            createdBy: string | null;
            createdAt: number;
            endedAt: number | null;
        };
        InputRequest: {
            text: string;
        };
        InstanceKilled: {
            workspaces: number;
            commands: string[];
        };
        InstanceView: {
            id: string;
            name: string;
            fingerprint: string;
            version: string;
            link: components["schemas"]["LinkView"];
            orchestrators: components["schemas"]["OrchestratorView"][];
            queue: {
                driver: string;
                ok: boolean;
                reason?: string;
                waiting: number;
            } | null;
        };
        InvitationView: {
            /** Format: uuid */
            id: string;
            email: string;
            role: string;
            /** @enum {string} */
            state: "open" | "accepted" | "revoked" | "expired";
            createdBy: string | null;
            createdAt: number;
            sentAt: number | null;
            sends: number;
            expiresAt: number;
        };
        KeyPermissions: string[];
        KeyView: {
            id: string;
            name: string;
            prefix: string;
            permissions: string[];
            rateLimitPerMinute: number | null;
            lastUsedAt: number | null;
            lastUsedIp: string | null;
            expiresAt: number | null;
            revokedAt: number | null;
            replacedBy: string | null;
            createdAt: number;
        };
        KillAllRequest: {
            now?: boolean;
            /** @default true */
            lock?: boolean;
        };
        KillAllTaken: {
            /** Format: uuid */
            commandId: string;
            lockedAt: number | null;
        };
        KillInstanceRequest: {
            now?: boolean;
            confirm: string;
        };
        KillRequest: {
            now?: boolean;
            reason?: string;
            target?: string;
            targetWorkspace?: string;
        };
        /** @enum {string} */
        LinkStateName: "not_joined" | "idle" | "dialling" | "proving" | "live" | "backoff" | "stopped";
        LinkView: {
            state: components["schemas"]["LinkStateName"];
            hub: {
                id: string;
                url: string;
                fingerprint: string;
            } | null;
            since: number | null;
            awaySince: number | null;
            lastReason: string | null;
            policyRevision: number;
            policyAt: number | null;
            instanceState: string | null;
            owed: number;
        };
        MemberView: {
            userId: string;
            name: string;
            email: string;
            role: string;
            roleName?: string;
            isCreator: boolean;
            joinedAt: number | null;
        };
        MyWorkspace: {
            id: string;
            organizationId: string;
            organization: string;
            name: string;
            slug: string;
            role: string;
            permissions: string[];
            current: boolean;
        };
        NewFactor: {
            id: string;
            secret: string;
            uri: string;
        };
        NewKeyView: {
            id: string;
            name: string;
            prefix: string;
            permissions: string[];
            rateLimitPerMinute: number | null;
            lastUsedAt: number | null;
            lastUsedIp: string | null;
            expiresAt: number | null;
            revokedAt: number | null;
            replacedBy: string | null;
            createdAt: number;
            key: string;
        };
        NewServiceAccountView: {
            id: string;
            name: string;
            description: string;
            permissions: string[];
            rateLimitPerMinute: number;
            expiresAt: number | null;
            revokedAt: number | null;
            createdAt: number;
            keys: components["schemas"]["KeyView"][];
            key: string;
        };
        OidcChoice: {
            id: string;
            name: string;
        };
        OidcProviderView: {
            id: string;
            name: string;
            issuer: string;
            clientId: string;
            domains: string[];
            enabled: boolean;
            createdAt: number;
            redirectUri: string;
        };
        OrchestratorView: {
            /** Format: uuid */
            id: string;
            hostname: string;
            state: string;
            heartbeatAt: number;
            containment: ("namespace" | "cgroup" | "tree") | null;
            filesystem: ("sandboxed" | "open") | null;
            runtimes: components["schemas"]["RuntimeView"][];
        };
        OrganizationMemberView: {
            userId: string;
            name: string;
            email: string;
            /** @enum {string} */
            role: "owner" | "admin" | "billing" | "auditor" | "member";
            overrides: {
                allow: string[];
                deny: string[];
            };
            isCreator: boolean;
            joinedAt: number | null;
        };
        OrganizationView: {
            id: string;
            name: string;
            slug: string;
            tier: string;
            personal: boolean;
            /** @enum {string} */
            role: "owner" | "admin" | "billing" | "auditor" | "member";
            createdAt: number;
        };
        OutboxMail: {
            id: string;
            kind: string;
            to: string;
            subject: string;
            text: string;
            state: string;
            createdAt: number;
        };
        Overrides: {
            allow?: components["schemas"]["PermissionName"][];
            deny?: components["schemas"]["PermissionName"][];
        };
        OverridesInput: {
            allow?: components["schemas"]["PermissionName"][];
            deny?: components["schemas"]["PermissionName"][];
        };
        PeerView: {
            id: string;
            name: string;
            fingerprint: string;
            shortCode: string;
            /** @enum {string} */
            state: "pending" | "active" | "suspended" | "disconnected";
            pinnedAt: number | null;
            keysetSeq: number;
            connectionId: string | null;
        };
        PermissionName: string;
        PersonView: {
            id: string;
            email: string;
            name: string;
            createdAt: number;
            currentWorkspaceId: string | null;
            instanceAdmin: boolean;
            hasPassword: boolean;
            secondFactor: boolean;
        };
        PinPeer: {
            fingerprint: string;
            name?: string;
            keyset?: string;
        };
        Preferences: {
            [key: string]: unknown;
        };
        PurgeWorkspace: {
            confirm: components["schemas"]["Slug"];
        };
        PurgedWorkspace: {
            id: string;
            rows: number;
        };
        PutTeamMember: {
            /** @enum {string} */
            role: "owner" | "admin" | "member";
        };
        ReceiptView: {
            id: string;
            /** @enum {string} */
            status: "accepted" | "rejected" | "started" | "progress" | "completed" | "expired_undelivered";
            late: boolean;
            envelope: string;
            at: number;
        };
        RecoveryCodes: {
            codes: string[];
        };
        RelayEnvelope: {
            envelope: string;
        };
        ResponseMeta: {
            requestId: string;
            timestamp: string;
            page?: {
                nextCursor: string | null;
            };
        };
        RoleName: string;
        RoleView: {
            id: string;
            name: string;
            description: string;
            builtIn: boolean;
            permissions: string[];
        };
        RotateKey: {
            overlapMs?: number;
        };
        RotatedSecretsKey: {
            keyId: string;
            resealed: number;
            keys: number;
        };
        RunEventView: {
            seq: number;
            at: number;
            /** @enum {string} */
            type: "state" | "message.delta" | "message" | "thought" | "tool.start" | "tool.update" | "tool.end" | "permission.requested" | "permission.resolved" | "input.requested" | "plan" | "usage" | "log" | "notice" | "artifact" | "metric" | "error" | "result";
            data: {
                [key: string]: unknown;
            };
        };
        RunRecord: {
            id: string;
            agent: string;
            /** @enum {string} */
            state: "queued" | "preparing" | "starting" | "running" | "waiting" | "idle" | "stopping" | "lost" | "succeeded" | "failed" | "cancelled" | "killed" | "timed_out" | "rejected";
            /** @enum {string} */
            code?: "EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID";
            message?: string;
            gen: number;
            createdAt: number;
            startedAt?: number;
            endedAt?: number;
            exitCode?: number;
            signal?: string;
            /** @enum {string} */
            containment?: "namespace" | "cgroup" | "tree";
            /** @enum {string} */
            filesystem?: "sandboxed" | "open";
            /** @enum {string} */
            network?: "none" | "llm-only" | "full";
            attempt?: number;
            usage?: {
                /** @enum {string} */
                source: "gateway" | "agent" | "estimate";
                answers: number;
                inputTokens: number;
                outputTokens: number;
                cacheReadTokens: number;
                cacheWriteTokens: number;
                costMicros: number | null;
            };
            lastSeq: number;
            kill?: {
                survivors: number;
                /** @enum {string} */
                verifiedBy: "namespace" | "cgroup" | "tree";
                steps: {
                    /** @enum {string} */
                    step: "revoke" | "interrupt" | "terminate" | "destroy" | "verify";
                    atMs: number;
                }[];
                durationMs: number;
            };
            instance: string;
            targetWorkspace: string | null;
            issuer: string;
            /** @enum {string} */
            desired: "run" | "stop";
            labels: {
                [key: string]: string;
            };
            createdBy: string | null;
            commandId: string | null;
            parentId: string | null;
            rootId: string;
            depth: number;
        };
        RuntimeView: {
            name: string;
            available: boolean;
            version: string | null;
            detail: string | null;
        };
        SavedView: {
            /** Format: uuid */
            id: string;
            name: string;
            query: string;
            isShared: boolean;
            ownerId: string;
            ownerName: string;
            createdAt: number;
            updatedAt: number;
            /** @enum {string} */
            screen: "runs" | "approvals" | "audit" | "members" | "federation";
        };
        ScheduleView: {
            /** Format: uuid */
            id: string;
            name: string;
            cron: string;
            timeZone: string;
            spawn: {
                agent: string;
                prompt?: string;
                task?: {
                    steps: ({
                        /** @constant */
                        do: "run";
                        argv: string[];
                        expectExit?: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "write";
                        path: string;
                        content: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "replace";
                        path: string;
                        find: string;
                        with: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "grep";
                        path: string;
                        pattern: string;
                        /** @enum {string} */
                        expect?: "match" | "no-match";
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-branch";
                        name: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-commit";
                        message: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-diff";
                        artifact: string;
                        base?: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "http-check";
                        /** Format: uri */
                        url: string;
                        expectStatus?: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "approve";
                        question: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "publish";
                        path: string;
                        artifact: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "sleep";
                        ms: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "spawn";
                        agent: string;
                        prompt?: string;
                        task?: {
                            steps: ({
                                /** @constant */
                                do: "run";
                                argv: string[];
                                expectExit?: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "write";
                                path: string;
                                content: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "replace";
                                path: string;
                                find: string;
                                with: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "grep";
                                path: string;
                                pattern: string;
                                /** @enum {string} */
                                expect?: "match" | "no-match";
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-branch";
                                name: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-commit";
                                message: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-diff";
                                artifact: string;
                                base?: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "http-check";
                                /** Format: uri */
                                url: string;
                                expectStatus?: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "approve";
                                question: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "publish";
                                path: string;
                                artifact: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "sleep";
                                ms: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            })[];
                        };
                        limits?: {
                            queueMs?: number;
                            wallMs?: number;
                            idleMs?: number;
                            outputBytes?: number;
                            tokens?: number;
                            costMicros?: number;
                            turns?: number;
                            memoryBytes?: number;
                            processes?: number;
                            diskBytes?: number;
                            openFiles?: number;
                            children?: number;
                            depth?: number;
                            /** @enum {string} */
                            onLimit?: "stop" | "pause-and-ask";
                        };
                        join?: boolean;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    })[];
                };
                args?: string[];
                source?: {
                    /** @constant */
                    kind: "empty";
                } | {
                    /** @constant */
                    kind: "git";
                    repository: string;
                    ref?: string;
                };
                limits?: {
                    queueMs?: number;
                    wallMs?: number;
                    idleMs?: number;
                    outputBytes?: number;
                    tokens?: number;
                    costMicros?: number;
                    turns?: number;
                    memoryBytes?: number;
                    processes?: number;
                    diskBytes?: number;
                    openFiles?: number;
                    children?: number;
                    depth?: number;
                    /** @enum {string} */
                    onLimit?: "stop" | "pause-and-ask";
                };
                labels?: {
                    [key: string]: string;
                };
                retry?: {
                    attempts: number;
                    delayMs?: number;
                };
            };
            /** @enum {string} */
            overlap: "skip" | "allow" | "replace";
            enabled: boolean;
            nextAt: number | null;
            lastAt: number | null;
            lastRun: string | null;
            lastCode: string | null;
            createdBy: string;
            createdAt: number;
        };
        SecondFactor: {
            challenge: string;
            code: string;
        };
        SecretName: string;
        SecretView: {
            id: string;
            name: string;
            description: string;
            version: number;
            createdBy: string | null;
            createdAt: number;
            updatedAt: number;
        };
        ServiceAccountView: {
            id: string;
            name: string;
            description: string;
            permissions: string[];
            rateLimitPerMinute: number;
            expiresAt: number | null;
            revokedAt: number | null;
            createdAt: number;
            keys: components["schemas"]["KeyView"][];
        };
        SessionView: {
            id: string;
            method: string;
            secondFactor: boolean;
            ip: string | null;
            userAgent: string | null;
            createdAt: number;
            lastSeenAt: number;
            expiresAt: number;
            current: boolean;
        };
        SetPeerState: {
            /** @enum {string} */
            state: "suspended" | "disconnected";
        };
        Setup: {
            token: string;
            /** Format: email */
            email: string;
            name: string;
            password: string;
            organization?: string;
        };
        ShareView: {
            id: string;
            /** @enum {string} */
            kind: "agent" | "run" | "project" | "dashboard";
            resourceId: string;
            teamId: string | null;
            userId: string | null;
            createdBy: string | null;
            createdAt: number;
        };
        SignIn: {
            /** Format: email */
            email: string;
            password: string;
        };
        SignInResult: {
            /** @constant */
            status: "signed-in";
            user: components["schemas"]["PersonView"];
            expiresAt: number;
        } | {
            /** @constant */
            status: "second-factor";
            challenge: string;
            expiresAt: number;
        };
        SignUp: {
            /** Format: email */
            email: string;
            name: string;
            password: string;
            invitation?: string;
        };
        Slug: string;
        SpawnRequest: {
            agent: string;
            prompt?: string;
            task?: {
                steps: ({
                    /** @constant */
                    do: "run";
                    argv: string[];
                    expectExit?: number;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "write";
                    path: string;
                    content: string;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "replace";
                    path: string;
                    find: string;
                    with: string;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "grep";
                    path: string;
                    pattern: string;
                    /** @enum {string} */
                    expect?: "match" | "no-match";
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "git-branch";
                    name: string;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "git-commit";
                    message: string;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "git-diff";
                    artifact: string;
                    base?: string;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "http-check";
                    /** Format: uri */
                    url: string;
                    expectStatus?: number;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "approve";
                    question: string;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "publish";
                    path: string;
                    artifact: string;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "sleep";
                    ms: number;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                } | {
                    /** @constant */
                    do: "spawn";
                    agent: string;
                    prompt?: string;
                    task?: {
                        steps: ({
                            /** @constant */
                            do: "run";
                            argv: string[];
                            expectExit?: number;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "write";
                            path: string;
                            content: string;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "replace";
                            path: string;
                            find: string;
                            with: string;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "grep";
                            path: string;
                            pattern: string;
                            /** @enum {string} */
                            expect?: "match" | "no-match";
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "git-branch";
                            name: string;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "git-commit";
                            message: string;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "git-diff";
                            artifact: string;
                            base?: string;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "http-check";
                            /** Format: uri */
                            url: string;
                            expectStatus?: number;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "approve";
                            question: string;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "publish";
                            path: string;
                            artifact: string;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        } | {
                            /** @constant */
                            do: "sleep";
                            ms: number;
                            id?: string;
                            timeoutMs?: number;
                            retries?: number;
                        })[];
                    };
                    limits?: {
                        queueMs?: number;
                        wallMs?: number;
                        idleMs?: number;
                        outputBytes?: number;
                        tokens?: number;
                        costMicros?: number;
                        turns?: number;
                        memoryBytes?: number;
                        processes?: number;
                        diskBytes?: number;
                        openFiles?: number;
                        children?: number;
                        depth?: number;
                        /** @enum {string} */
                        onLimit?: "stop" | "pause-and-ask";
                    };
                    join?: boolean;
                    id?: string;
                    timeoutMs?: number;
                    retries?: number;
                })[];
            };
            args?: string[];
            source?: {
                /** @constant */
                kind: "empty";
            } | {
                /** @constant */
                kind: "git";
                repository: string;
                ref?: string;
            };
            limits?: {
                queueMs?: number;
                wallMs?: number;
                idleMs?: number;
                outputBytes?: number;
                tokens?: number;
                costMicros?: number;
                turns?: number;
                memoryBytes?: number;
                processes?: number;
                diskBytes?: number;
                openFiles?: number;
                children?: number;
                depth?: number;
                /** @enum {string} */
                onLimit?: "stop" | "pause-and-ask";
            };
            labels?: {
                [key: string]: string;
            };
            retry?: {
                attempts: number;
                delayMs?: number;
            };
            notBefore?: number;
            resume?: string;
            /** @enum {string} */
            onConflict?: "reject" | "use_existing" | "replace";
            id?: string;
            idem?: string;
            lifetimeMs?: number;
            target?: string;
            targetWorkspace?: string;
        };
        StartImport: {
            header: components["schemas"]["ImportHeader"];
            rows: unknown[];
            /** @default false */
            dryRun?: boolean;
            /** @default false */
            skipUnknown?: boolean;
        };
        StartOidc: {
            /** @default / */
            returnTo?: string;
        };
        StartedOidc: {
            url: string;
        };
        SwitchedWorkspace: {
            workspaceId: string;
            role: string;
        };
        TeamMemberView: {
            userId: string;
            name: string;
            /** @enum {string} */
            role: "owner" | "admin" | "member";
            joinedAt: number;
        };
        TeamMetadata: {
            [key: string]: string | number | boolean;
        };
        TeamView: {
            id: string;
            name: string;
            description: string;
            metadata: {
                [key: string]: unknown;
            };
            createdBy: string | null;
            createdAt: number;
            members: number;
            role: ("owner" | "admin" | "member") | null;
        };
        UpdateAgent: {
            config?: {
                [key: string]: unknown;
            };
            limits?: {
                queueMs?: number;
                wallMs?: number;
                idleMs?: number;
                outputBytes?: number;
                tokens?: number;
                costMicros?: number;
                turns?: number;
                memoryBytes?: number;
                processes?: number;
                diskBytes?: number;
                openFiles?: number;
                children?: number;
                depth?: number;
                /** @enum {string} */
                onLimit?: "stop" | "pause-and-ask";
            };
            execution?: components["schemas"]["AgentExecutionInput"];
            enabled?: boolean;
        };
        UpdateOidcProvider: {
            name?: string;
            clientId?: string;
            clientSecret?: string;
            domains?: string[];
            enabled?: boolean;
        };
        UpdateOrganization: {
            name?: components["schemas"]["DisplayName"];
            slug?: components["schemas"]["Slug"];
        };
        UpdateRole: {
            name?: components["schemas"]["DisplayName"];
            description?: components["schemas"]["Description"];
            permissions?: components["schemas"]["PermissionName"][];
        };
        UpdateSavedView: {
            name?: string;
            query?: string;
            isShared?: boolean;
        };
        UpdateSchedule: {
            cron?: string;
            timeZone?: string;
            spawn?: {
                agent: string;
                prompt?: string;
                task?: {
                    steps: ({
                        /** @constant */
                        do: "run";
                        argv: string[];
                        expectExit?: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "write";
                        path: string;
                        content: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "replace";
                        path: string;
                        find: string;
                        with: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "grep";
                        path: string;
                        pattern: string;
                        /** @enum {string} */
                        expect?: "match" | "no-match";
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-branch";
                        name: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-commit";
                        message: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "git-diff";
                        artifact: string;
                        base?: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "http-check";
                        /** Format: uri */
                        url: string;
                        expectStatus?: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "approve";
                        question: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "publish";
                        path: string;
                        artifact: string;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "sleep";
                        ms: number;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    } | {
                        /** @constant */
                        do: "spawn";
                        agent: string;
                        prompt?: string;
                        task?: {
                            steps: ({
                                /** @constant */
                                do: "run";
                                argv: string[];
                                expectExit?: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "write";
                                path: string;
                                content: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "replace";
                                path: string;
                                find: string;
                                with: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "grep";
                                path: string;
                                pattern: string;
                                /** @enum {string} */
                                expect?: "match" | "no-match";
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-branch";
                                name: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-commit";
                                message: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "git-diff";
                                artifact: string;
                                base?: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "http-check";
                                /** Format: uri */
                                url: string;
                                expectStatus?: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "approve";
                                question: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "publish";
                                path: string;
                                artifact: string;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            } | {
                                /** @constant */
                                do: "sleep";
                                ms: number;
                                id?: string;
                                timeoutMs?: number;
                                retries?: number;
                            })[];
                        };
                        limits?: {
                            queueMs?: number;
                            wallMs?: number;
                            idleMs?: number;
                            outputBytes?: number;
                            tokens?: number;
                            costMicros?: number;
                            turns?: number;
                            memoryBytes?: number;
                            processes?: number;
                            diskBytes?: number;
                            openFiles?: number;
                            children?: number;
                            depth?: number;
                            /** @enum {string} */
                            onLimit?: "stop" | "pause-and-ask";
                        };
                        join?: boolean;
                        id?: string;
                        timeoutMs?: number;
                        retries?: number;
                    })[];
                };
                args?: string[];
                source?: {
                    /** @constant */
                    kind: "empty";
                } | {
                    /** @constant */
                    kind: "git";
                    repository: string;
                    ref?: string;
                };
                limits?: {
                    queueMs?: number;
                    wallMs?: number;
                    idleMs?: number;
                    outputBytes?: number;
                    tokens?: number;
                    costMicros?: number;
                    turns?: number;
                    memoryBytes?: number;
                    processes?: number;
                    diskBytes?: number;
                    openFiles?: number;
                    children?: number;
                    depth?: number;
                    /** @enum {string} */
                    onLimit?: "stop" | "pause-and-ask";
                };
                labels?: {
                    [key: string]: string;
                };
                retry?: {
                    attempts: number;
                    delayMs?: number;
                };
            };
            /** @enum {string} */
            overlap?: "skip" | "allow" | "replace";
            enabled?: boolean;
        };
        UpdateSecret: {
            value?: string;
            description?: string;
        };
        UpdateServiceAccount: {
            name?: components["schemas"]["DisplayName"];
            description?: components["schemas"]["Description"];
            permissions?: components["schemas"]["KeyPermissions"];
            rateLimitPerMinute?: number;
            expiresAt?: number;
        };
        UpdateTeam: {
            name?: components["schemas"]["DisplayName"];
            description?: components["schemas"]["Description"];
            metadata?: components["schemas"]["TeamMetadata"];
        };
        UpdateWorkspace: {
            name?: components["schemas"]["DisplayName"];
            slug?: components["schemas"]["Slug"];
            description?: components["schemas"]["Description"];
        };
        UpdateWorkspaceSettings: {
            requiredContainment?: ("namespace" | "cgroup" | "tree") | null;
            requiredFilesystem?: ("sandboxed" | "open") | null;
            logRetentionDays?: number;
            allowedSources?: string[];
            /** @enum {string} */
            maxNetwork?: "none" | "llm-only" | "full";
            defaultLimits?: {
                queueMs?: number;
                wallMs?: number;
                idleMs?: number;
                outputBytes?: number;
                tokens?: number;
                costMicros?: number;
                turns?: number;
                memoryBytes?: number;
                processes?: number;
                diskBytes?: number;
                openFiles?: number;
                children?: number;
                depth?: number;
                /** @enum {string} */
                onLimit?: "stop" | "pause-and-ask";
            };
        };
        Usage: {
            workspaceId: string | null;
            runs: {
                open: number;
                last24h: number;
                last30d: number;
            };
            sessions: number;
        };
        WorkspaceLimits: {
            maxRunningAgents?: number;
            maxMembers?: number;
            maxTeams?: number;
        };
        WorkspaceLimitsInput: {
            maxRunningAgents?: number;
            maxMembers?: number;
            maxTeams?: number;
        };
        WorkspaceSettings: {
            requiredContainment: string | null;
            requiredFilesystem: string | null;
            logRetentionDays: number;
            allowedSources: string[];
            /** @enum {string} */
            maxNetwork: "none" | "llm-only" | "full";
            lockedAt: number | null;
            lockedBy: string | null;
            defaultLimits: {
                [key: string]: unknown;
            };
        };
        WorkspaceSummary: {
            id: string;
            organizationId: string;
            name: string;
            slug: string;
            role: string;
            createdAt: number;
            deletedAt: number | null;
            purgeAfter: number | null;
        };
        WorkspaceView: {
            id: string;
            organizationId: string;
            organizationSlug: string;
            name: string;
            slug: string;
            description: string;
            branding: components["schemas"]["Branding"];
            limits: components["schemas"]["WorkspaceLimits"];
            createdBy: string | null;
            createdAt: number;
            settings: components["schemas"]["WorkspaceSettings"];
        };
        schema0: unknown;
    };
    responses: {
        /**
         * @description `SIGNATURE_INVALID`: the signature does not hold for these bytes; sign the exact bytes that are sent.
         *
         *     `KEY_UNKNOWN`: no pinned key has this key id; exchange keysets and compare fingerprints.
         *
         *     `KEY_REVOKED`: the key was revoked; sign with the current key.
         *
         *     `AUDIENCE_MISMATCH`: the message is addressed to another instance; address it to the instance that shall act.
         *
         *     `HUB_MISMATCH`: the message names another hub; send it through the hub it names.
         *
         *     `UNSUPPORTED`: this instance cannot do that; see its capabilities.
         *
         *     `INVALID`: the input is not valid; mend what details names.
         */
        Error400: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description `UNAUTHENTICATED`: no valid credential; send an API key as a bearer token. */
        Error401: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /**
         * @description `ORIGIN_REFUSED`: a page of another site may not do this; use the address of this instance.
         *
         *     `TLS_REQUIRED`: plain HTTP is answered on this machine only; use HTTPS, or allow plain HTTP by WH_INSECURE_HTTP.
         */
        Error403: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /**
         * @description `NOT_AUTHORIZED`: no grant, connection or role covers this, or it does not exist; ask the owner of the workspace for a grant.
         *
         *     `AGENT_UNKNOWN`: no such agent or run; list the agents or runs of the workspace.
         *
         *     `NOT_FOUND`: no such thing; check the id.
         */
        Error404: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /**
         * @description `ID_REUSED`: this id was used for other bytes; mint a new id for every message.
         *
         *     `STALE_GENERATION`: the run is on a newer generation; read the status and decide again.
         *
         *     `CONFLICT`: something with this identity exists; use it, or choose another key.
         *
         *     `ALREADY_TERMINAL`: the run has ended; nothing is left to do.
         *
         *     `CANCELLED_BEFORE_START`: it was killed before it started; spawn again if it is still wanted.
         *
         *     `LIMIT_CHILDREN`: the run may start no further run; raise limits.children.
         *
         *     `LIMIT_DEPTH`: runs may not lie deeper below this one; raise limits.depth.
         *
         *     `PARENT_ENDED`: the run that started it ended, and it with it; see how that run ended.
         *
         *     `LAST_OWNER`: the creator and the last owner stay; appoint another owner first.
         *
         *     `OWN_ROLE`: nobody changes their own role; ask somebody else who manages members.
         *
         *     `MORE_THAN_HELD`: nobody gives or takes more than they hold; ask somebody who holds it.
         */
        Error409: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /**
         * @description `EXPIRED`: the message arrived after its expiry; issue it again with a new id.
         *
         *     `EXPIRED_UNDELIVERED`: it expired before the target came back; issue it again with a new id.
         *
         *     `INVITATION_INVALID`: the invitation was used, revoked, has expired or is for another address; ask for a new invitation.
         */
        Error410: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /**
         * @description `PRECONDITION`: a stated precondition does not hold; read the current state and decide again.
         *
         *     `CONTAINMENT_REQUIRED`: this machine cannot contain agents as the policy demands; install bubblewrap, or relax the policy by name.
         *
         *     `MODEL_REQUIRED`: a plain-language prompt needs a model endpoint; configure one, or send task steps.
         */
        Error412: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description `TOO_LARGE`: the input is over a size limit; send less. */
        Error413: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description `LOCKED`: the instance or workspace is locked; lift the lock first. */
        Error423: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /**
         * @description `RATE_LIMITED`: too many requests; wait as Retry-After says.
         *
         *     `QUOTA`: a quota is used up; raise the quota or end something.
         */
        Error429: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /**
         * @description `INTERNAL`: an unexpected fault; report the request id.
         *
         *     `KILL_INCOMPLETE`: some processes survived the kill; it is tried again; look at the survivors on that machine.
         *
         *     `START_FAILED`: the agent could not be started; see the message and the log.
         */
        Error500: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /**
         * @description `MAILBOX_FULL`: the target is offline and its mailbox is full; wait until it is back.
         *
         *     `BUSY`: there is no room to do this now; try again later.
         *
         *     `LOST`: the instance that ran it has been gone for too long; check that instance.
         *
         *     `UNAVAILABLE`: a part this needs is down; try again; see /readyz.
         *
         *     `ORCHESTRATOR_LOST`: the orchestrator that ran it died; spawn again.
         */
        Error503: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
        /** @description Refused or failed. */
        Error: {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorBody"];
            };
        };
    };
    parameters: {
        /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
        WorkspaceId: string;
        /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
        IdempotencyKey: string;
        /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
        IfMatch: string;
        /** @description The ETag of what is known already: 304 while it still holds. */
        IfNoneMatch: string;
    };
    requestBodies: never;
    headers: {
        /** @description Names this request in logs, traces and the audit log. */
        RequestId: string;
        /** @description Names the state that was answered. */
        ETag: string;
        /** @description `true` where this is the kept answer to the first request with this Idempotency-Key. */
        IdempotentReplayed: "true";
        /** @description Requests in the window. */
        RateLimitLimit: number;
        /** @description How many of them are left. */
        RateLimitRemaining: number;
        /** @description When the window ends, in seconds since 1970. */
        RateLimitReset: number;
        /** @description Seconds to wait before the next try. */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readDescription: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    readMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    checkHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    checkReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They do. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            500: components["responses"]["Error500"];
            /** @description One does not, and which. */
            503: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            default: components["responses"]["Error"];
        };
    };
    getInstance: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InstanceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listWorkspaces: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                deleted?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceSummary"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWorkspace"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CreatedWorkspace"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getWorkspaceBySlug: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                org: string;
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["DeletedWorkspace"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWorkspace"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    switchWorkspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SwitchedWorkspace"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getWorkspaceSettings: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceSettings"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateWorkspaceSettings: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateWorkspaceSettings"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceSettings"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getWorkspaceLimits: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceLimits"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    replaceWorkspaceLimits: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceLimitsInput"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceLimits"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getWorkspaceBranding: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Branding"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    replaceWorkspaceBranding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BrandingInput"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Branding"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    restoreWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["WorkspaceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    purgeWorkspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PurgeWorkspace"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PurgedWorkspace"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MemberView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listWorkspaceRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RoleView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    setMemberRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeRole"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            userId: string;
                            role: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            userId: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvitation"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    resendInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitation"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AcceptedInvitation"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOrganizations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrganizationView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrganization"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrganizationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrganizationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateOrganization"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrganizationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOrganizationMembers: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OrganizationMemberView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    setOrganizationRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOrganizationRole"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            userId: string;
                            role: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    setOverrides: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OverridesInput"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Overrides"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    removeOrganizationMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            userId: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOrganizationInvitations: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    inviteToOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrganizationInvitation"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    resendOrganizationInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    revokeOrganizationInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InvitationView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listCustomRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RoleView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createCustomRole: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRole"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RoleView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteCustomRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                roleId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateCustomRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                roleId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateRole"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RoleView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listTeams: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TeamView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTeam"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TeamView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TeamView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateTeam: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTeam"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TeamView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listTeamMembers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["TeamMemberView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    setTeamMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutTeamMember"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            userId: string;
                            role: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    removeTeamMember: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            userId: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listShares: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                kind?: "agent" | "run" | "project" | "dashboard";
                resourceId?: string;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ShareView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createShare: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateShare"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ShareView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteShare: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listAgents: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AgentView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAgent"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AgentView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AgentView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateAgent"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AgentView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listRuns: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                state?: "queued" | "preparing" | "starting" | "running" | "waiting" | "idle" | "stopping" | "lost" | "succeeded" | "failed" | "cancelled" | "killed" | "timed_out" | "rejected";
                parent?: string;
                root?: string;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RunRecord"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    spawnRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SpawnRequest"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RunRecord"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    askRunStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    killRun: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["KillRequest"] | null;
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    sendRunInput: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InputRequest"];
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    answerRunRequest: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveRequest"];
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listRunEvents: {
        parameters: {
            query?: {
                after?: number;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RunEventView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    readRunLog: {
        parameters: {
            query?: {
                stream?: "stdout" | "stderr";
                attempt?: number;
                offset?: number;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listArtifacts: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ArtifactView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    readArtifact: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
                artifact: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listApprovals: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                state?: "open" | "answered" | "timed_out" | "withdrawn";
                run?: string;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ApprovalView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getApproval: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ApprovalView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    answerApproval: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerApproval"];
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    killAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KillAllRequest"];
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["KillAllTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    liftLock: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    killInstance: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KillInstanceRequest"];
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["InstanceKilled"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listSchedules: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ScheduleView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSchedule"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ScheduleView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ScheduleView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateSchedule: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSchedule"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ScheduleView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listViews: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                screen?: "runs" | "approvals" | "audit" | "members" | "federation";
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SavedView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createView: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSavedView"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SavedView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteView: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateView: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSavedView"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SavedView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    openLive: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The websocket (`live.v1`). */
            101: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getAgentCard: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The public agent card. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getAgentCardOfAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The card of the agent. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    callA2a: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    jsonrpc: "2.0";
                    id?: string | number | null;
                    method: string;
                    params?: {
                        [key: string]: components["schemas"]["schema0"];
                    };
                };
            };
        };
        responses: {
            /** @description A JSON-RPC answer, or server-sent events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    callA2aAgent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    jsonrpc: "2.0";
                    id?: string | number | null;
                    method: string;
                    params?: {
                        [key: string]: components["schemas"]["schema0"];
                    };
                };
            };
        };
        responses: {
            /** @description A JSON-RPC answer, or server-sent events. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                    "text/event-stream": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listCommands: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                agt?: string;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getCommand: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandDetail"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    takeEnvelope: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RelayEnvelope"];
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CommandTaken"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listPeers: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PeerView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    pinPeer: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PinPeer"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PeerView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    setPeerState: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetPeerState"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PeerView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listGrants: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["GrantView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createGrant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateGrant"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["GrantView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    revokeGrant: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["GrantView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listHeldGrants: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HeldGrantView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["KeyView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKey"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NewKeyView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateKey"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NewKeyView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listServiceAccounts: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ServiceAccountView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createServiceAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateServiceAccount"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NewServiceAccountView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getServiceAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ServiceAccountView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    revokeServiceAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateServiceAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateServiceAccount"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ServiceAccountView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    rotateServiceAccountKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotateKey"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NewServiceAccountView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                actor?: string;
                action?: string;
                resource?: string;
                verdict?: "accepted" | "rejected";
                code?: string;
                requestId?: string;
                from?: number;
                to?: number;
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listAuditCheckpoints: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditCheckpointView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    exportAudit: {
        parameters: {
            query?: {
                actor?: string;
                action?: string;
                resource?: string;
                verdict?: "accepted" | "rejected";
                code?: string;
                requestId?: string;
                from?: number;
                to?: number;
                format?: "jsonl" | "csv";
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row a line, or a table. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOrganizationAudit: {
        parameters: {
            query?: {
                actor?: string;
                action?: string;
                resource?: string;
                verdict?: "accepted" | "rejected";
                code?: string;
                requestId?: string;
                from?: number;
                to?: number;
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOrganizationAuditCheckpoints: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditCheckpointView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    exportOrganizationAudit: {
        parameters: {
            query?: {
                actor?: string;
                action?: string;
                resource?: string;
                verdict?: "accepted" | "rejected";
                code?: string;
                requestId?: string;
                from?: number;
                to?: number;
                format?: "jsonl" | "csv";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row a line, or a table. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listInstanceAudit: {
        parameters: {
            query?: {
                actor?: string;
                action?: string;
                resource?: string;
                verdict?: "accepted" | "rejected";
                code?: string;
                requestId?: string;
                from?: number;
                to?: number;
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listInstanceAuditCheckpoints: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["AuditCheckpointView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    exportInstanceAudit: {
        parameters: {
            query?: {
                actor?: string;
                action?: string;
                resource?: string;
                verdict?: "accepted" | "rejected";
                code?: string;
                requestId?: string;
                from?: number;
                to?: number;
                format?: "jsonl" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One row a line, or a table. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    signUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUp"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignInResult"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CodeSent"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GivenCode"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignInResult"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignInResult"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    sendEmailCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForEmail"];
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["CodeSent"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    signInWithEmailCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GivenCode"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignInResult"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    giveSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondFactor"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignInResult"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForEmail"];
            };
        };
        responses: {
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    confirmPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmReset"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    setUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Setup"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignInResult"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    signInWithLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GivenLink"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignInResult"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    signOutEverywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PersonView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMe"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["PersonView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listMyWorkspaces: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["MyWorkspace"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getMyUsage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Usage"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listMySessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SessionView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    endMySession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getMyPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Preferences"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateMyPreferences: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Preferences"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["Preferences"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listMyFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FactorView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    addMyFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NewFactor"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    confirmMyFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorCode"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RecoveryCodes"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    removeMyFactor: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorCode"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createMyRecoveryCodes: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FactorCode"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RecoveryCodes"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOutbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OutboxMail"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    showOutbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOidcChoices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organizationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OidcChoice"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    startOidcSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                organizationId: string;
                providerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartOidc"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["StartedOidc"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    finishOidcSignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description On to the page that goes on. */
            303: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    verifyOidcEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GivenCode"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SignInResult"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            403: components["responses"]["Error403"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOidcProviders: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OidcProviderView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createOidcProvider: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOidcProvider"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OidcProviderView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteOidcProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: Record<string, never>;
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateOidcProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                providerId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateOidcProvider"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OidcProviderView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listImports: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    startImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StartImport"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportStarted"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description Taken; the effect is read later. */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportStarted"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    undoImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ImportView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listSecrets: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
            };
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SecretView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSecret"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SecretView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what is known already: 304 while it still holds. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SecretView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            /** @description It is still as `If-None-Match` says. */
            304: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            id: string;
                        };
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Change it only while it is in the state with this ETag; else 412. Without it, whatever its state. */
                "If-Match"?: components["parameters"]["IfMatch"];
                /** @description The workspace to act in. Default: the session's current one. A key is of one workspace only. */
                "X-Workspace-Id"?: components["parameters"]["WorkspaceId"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSecret"];
            };
        };
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SecretView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            412: components["responses"]["Error412"];
            413: components["responses"]["Error413"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    rotateSecretsKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same request is done once and answered the same for a day. Visible ASCII. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    "X-RateLimit-Limit": components["headers"]["RateLimitLimit"];
                    "X-RateLimit-Remaining": components["headers"]["RateLimitRemaining"];
                    "X-RateLimit-Reset": components["headers"]["RateLimitReset"];
                    "Idempotent-Replayed": components["headers"]["IdempotentReplayed"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["RotatedSecretsKey"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            429: components["responses"]["Error429"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
}
