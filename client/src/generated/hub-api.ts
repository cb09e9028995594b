// Made from the hub's /openapi.json. To make it anew: npx vitest run --project client generated -u

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
         * Make the first operator, by the printed link
         * @description No credential is needed.
         */
        post: operations["setUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/accept-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Become an operator by an invitation
         * @description No credential is needed.
         */
        post: operations["acceptInvitation"];
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
    "/api/v1/operators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the operators
         * @description Needs `operators:read`.
         */
        get: operations["listOperators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite an operator
         * @description Needs `operators:invite`.
         */
        post: operations["inviteOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/{id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give an operator another role
         * @description Needs `operators:manage`.
         */
        put: operations["setOperatorRole"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep an operator out
         * @description Needs `operators:manage`.
         */
        post: operations["disableOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an operator in again
         * @description Needs `operators:manage`.
         */
        post: operations["enableOperator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/operators/{id}": {
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
         * Remove an operator
         * @description Needs `operators:manage`.
         */
        delete: operations["removeOperator"];
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
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Make an API key; it is shown once
         * @description For any person; what they may see and change here is asked inside.
         */
        post: operations["createKey"];
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
         * @description For any person; what they may see and change here is asked inside.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
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
         * @description For any person; what they may see and change here is asked inside.
         */
        get: operations["listViews"];
        put?: never;
        /**
         * Keep a view of a list
         * @description For any person; what they may see and change here is asked inside.
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
         * @description For any person; what they may see and change here is asked inside.
         */
        delete: operations["deleteView"];
        options?: never;
        head?: never;
        /**
         * Change, share or unshare a view; for its owner
         * @description For any person; what they may see and change here is asked inside.
         */
        patch: operations["updateView"];
        trace?: never;
    };
    "/api/v1/hub": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read who the hub is
         * @description No credential is needed.
         */
        get: operations["getHub"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/join": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask to join, with a token and the own keys
         * @description No credential is needed.
         */
        post: operations["join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/join-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the join tokens
         * @description Needs `join-tokens:read`.
         */
        get: operations["listJoinTokens"];
        put?: never;
        /**
         * Make a join token; it is shown once
         * @description Needs `join-tokens:create`.
         */
        post: operations["createJoinToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the instances
         * @description Needs `instances:read`.
         */
        get: operations["listInstances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an instance
         * @description Needs `instances:read`.
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
    "/api/v1/consoles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register a console, which signs what the hub relays
         * @description Needs `instances:approve`.
         */
        post: operations["registerConsole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let an instance in, by its short code
         * @description Needs `instances:approve`.
         */
        post: operations["approveInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refuse an instance
         * @description Needs `instances:reject`.
         */
        post: operations["rejectInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop relaying for an instance
         * @description Needs `instances:suspend`.
         */
        post: operations["suspendInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Relay for it again
         * @description Needs `instances:resume`.
         */
        post: operations["resumeInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/instances/{id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an instance out for good
         * @description Needs `instances:revoke`.
         */
        post: operations["revokeInstance"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the connections
         * @description Needs `connections:read`.
         */
        get: operations["listConnections"];
        put?: never;
        /**
         * Ask for a connection
         * @description Needs `connections:request`.
         */
        post: operations["requestConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a connection
         * @description Needs `connections:read`.
         */
        get: operations["getConnection"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept for one side
         * @description Needs `connections:accept`.
         */
        post: operations["acceptConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop relaying between the two
         * @description Needs `connections:suspend`.
         */
        post: operations["suspendConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Relay between them again
         * @description Needs `connections:resume`.
         */
        post: operations["resumeConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{id}/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a connection
         * @description Needs `connections:disconnect`.
         */
        post: operations["endConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the commands
         * @description Needs `fleet:read`.
         */
        get: operations["listFleetCommands"];
        put?: never;
        /**
         * Relay a signed command
         * @description The console signs it; the hub holds no key that could.
         *
         *     Needs `fleet:command`.
         */
        post: operations["relayCommand"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/commands/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a command with its receipts
         * @description Needs `fleet:read`.
         */
        get: operations["getFleetCommand"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how the fleet is
         * @description Needs `fleet:read`.
         */
        get: operations["getFleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the runs of the fleet
         * @description Needs `fleet:read`.
         */
        get: operations["listFleetRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a run
         * @description Needs `fleet:read`.
         */
        get: operations["getFleetRun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/runs/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read events of a run
         * @description Needs `fleet:read`.
         */
        get: operations["listFleetRunEvents"];
        put?: never;
        post?: never;
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
         * List the grants between instances
         * @description Needs `grants:read`.
         */
        get: operations["listFleetGrants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what each instance can run
         * @description Needs `fleet:read`.
         */
        get: operations["listFleetAgents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what open runs ask people
         * @description Needs `fleet:read`.
         */
        get: operations["listFleetApprovals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/kill-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how far kill-alls of the fleet are
         * @description Needs `fleet:read`.
         */
        get: operations["listFleetStops"];
        put?: never;
        /**
         * End every run of the fleet, and hold spawns
         * @description By commands that the console signed, one for each workspace; the hold alone is the hub’s own.
         *
         *     Needs `fleet:command`.
         */
        post: operations["stopFleet"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/fleet/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let spawns pass again
         * @description Needs `fleet:command`.
         */
        post: operations["unlockFleet"];
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
         * List the audit log, newest first
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
    "/api/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read how the hub itself is
         * @description Needs `fleet:read`.
         */
        get: operations["getSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/link/v1": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The link of an instance
         * @description Who dials is asked after the upgrade, by signatures of both sides.
         *
         *     No credential is needed.
         */
        get: operations["openLink"];
        put?: never;
        post?: never;
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
        AcceptOperatorInvitation: {
            token: string;
            name: string;
            password: string;
        };
        ApproveInstance: {
            shortCode: string;
        };
        ChangeOperatorPassword: {
            current: string;
            next: string;
        };
        ChangeOperatorRole: {
            /** @enum {string} */
            role: "owner" | "admin" | "operator" | "auditor" | "viewer";
        };
        ConnectionAction: {
            instance: string;
        };
        ConnectionView: {
            /** Format: uuid */
            id: string;
            a: string;
            b: string;
            /** @enum {string} */
            state: "pending" | "active" | "suspended" | "disconnected";
            aAcceptedAt: number | null;
            bAcceptedAt: number | null;
            suspendedBy: string | null;
            shortCode: string;
            updatedAt: number;
        };
        CreateJoinToken: {
            nameHint?: string;
            autoApprove?: boolean;
        };
        CreateOperatorKey: {
            /** @default Default */
            name?: string;
            /** @default [] */
            permissions?: string[];
            expiresAt?: number;
        };
        CreateSavedView: {
            name: string;
            /** @default  */
            query?: string;
            /** @default false */
            isShared?: boolean;
            /** @enum {string} */
            screen: "runs" | "activity" | "audit" | "connections";
        };
        CreatedJoinToken: {
            id: string;
            nameHint: string | null;
            autoApprove: boolean;
            expiresAt: number;
            usedAt: number | null;
            usedBy: string | null;
            createdAt: number;
            token: string;
        };
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
        FleetAgentsView: {
            instanceId: string;
            instanceName: string;
            link: components["schemas"]["Liveness"];
            catalogue: {
                version: string;
                machines: {
                    hostname: string;
                    containment: string | null;
                    filesystem: string | null;
                    runtimes: {
                        name: string;
                        available: boolean;
                        version: string | null;
                        detail: string | null;
                    }[];
                }[];
            } | null;
            asOf: number | null;
        };
        FleetApprovalView: {
            runId: string;
            request: string;
            instanceId: string;
            workspaceId: string;
            issuer: string;
            agent: string | null;
            /** @enum {string} */
            kind: "permission" | "question" | "limit";
            title: string;
            options: {
                option: string;
                name: string;
                kind: string;
            }[];
            createdAt: number;
            expiresAt: number | null;
        };
        FleetCommandDetail: {
            iss: string;
            id: string;
            aud: string;
            workspaceId: string;
            verb: string;
            agt: string | null;
            act: {
                /** @enum {string} */
                kind: "user" | "service" | "remote" | "system";
                id: string;
            };
            sha256: string;
            state: string;
            code: ("EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID") | null;
            exp: number;
            receivedAt: number;
            forwardedAt: number | null;
            acceptedAt: number | null;
            startedAt: number | null;
            endedAt: number | null;
            envelope: string;
            receipts: components["schemas"]["FleetReceiptView"][];
        };
        FleetCommandView: {
            iss: string;
            id: string;
            aud: string;
            workspaceId: string;
            verb: string;
            agt: string | null;
            act: {
                /** @enum {string} */
                kind: "user" | "service" | "remote" | "system";
                id: string;
            };
            sha256: string;
            state: string;
            code: ("EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID") | null;
            exp: number;
            receivedAt: number;
            forwardedAt: number | null;
            acceptedAt: number | null;
            startedAt: number | null;
            endedAt: number | null;
        };
        FleetGrantView: {
            id: string;
            issuer: string;
            grantee: string;
            workspaceId: string;
            verbs: ("agent.spawn" | "agent.status" | "agent.kill" | "agent.kill:any" | "agent.input" | "agent.approve" | "agent.kill_all")[];
            agents: string[];
            exp: number;
            revokedAt: number | null;
            envelope: string;
        };
        FleetReceiptView: {
            id: string;
            iss: string;
            /** @enum {string} */
            status: "accepted" | "rejected" | "started" | "progress" | "completed" | "expired_undelivered";
            late: boolean;
            envelope: string;
            receivedAt: number;
        };
        FleetRunEvent: {
            seq: number;
            at: number;
            /** @enum {string} */
            type: "state" | "message.delta" | "message" | "thought" | "tool.start" | "tool.update" | "tool.end" | "permission.requested" | "permission.resolved" | "input.requested" | "plan" | "usage" | "log" | "notice" | "artifact" | "metric" | "error" | "result";
            data: {
                [key: string]: unknown;
            };
        };
        FleetRunView: {
            id: string;
            instanceId: string;
            workspaceId: string;
            issuer: string;
            agent: string;
            /** @enum {string} */
            state: "queued" | "preparing" | "starting" | "running" | "waiting" | "idle" | "stopping" | "lost" | "succeeded" | "failed" | "cancelled" | "killed" | "timed_out" | "rejected";
            code: ("EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID") | null;
            gen: number;
            lastSeq: number;
            view: {
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
            asOf: number;
            link: components["schemas"]["Liveness"];
        };
        FleetStopTarget: {
            instanceId: string;
            instanceName: string;
            workspaceId: string;
            command: string;
            state: string;
            code: ("EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID") | null;
            message: string | null;
            openRuns: number;
            link: components["schemas"]["Liveness"];
        };
        FleetStopView: {
            id: string;
            at: number;
            actor: string;
            reason: string | null;
            lock: boolean;
            liftedAt: number | null;
            liftedBy: string | null;
            isOver: boolean;
            targets: components["schemas"]["FleetStopTarget"][];
        };
        FleetStops: {
            isHeld: boolean;
            stops: components["schemas"]["FleetStopView"][];
        };
        FleetUnlocked: {
            lifted: number;
            commands: {
                id: string;
                aud: string;
                workspaceId: string;
                code: ("EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID") | null;
            }[];
        };
        FleetView: {
            hub: string;
            policyRevision: number;
            instances: {
                total: number;
                active: number;
                live: number;
            };
            commands: {
                open: number;
            };
            runs: {
                open: number;
            };
        };
        HubAuditCheckpointView: {
            seq: number;
            at: number;
            envelope: string;
        };
        HubAuditView: {
            id: string;
            at: number;
            actor: string;
            action: string;
            resource: string | null;
            /** @enum {string} */
            verdict: "allowed" | "refused";
            code: ("EXPIRED" | "NOT_AUTHORIZED" | "SIGNATURE_INVALID" | "KEY_UNKNOWN" | "KEY_REVOKED" | "ID_REUSED" | "AUDIENCE_MISMATCH" | "HUB_MISMATCH" | "STALE_GENERATION" | "CONFLICT" | "PRECONDITION" | "RATE_LIMITED" | "QUOTA" | "MAILBOX_FULL" | "BUSY" | "AGENT_UNKNOWN" | "ALREADY_TERMINAL" | "UNSUPPORTED" | "INVALID" | "TOO_LARGE" | "LOCKED" | "CANCELLED_BEFORE_START" | "EXPIRED_UNDELIVERED" | "LOST" | "UNAVAILABLE" | "INTERNAL" | "UNAUTHENTICATED" | "ORIGIN_REFUSED" | "TLS_REQUIRED" | "NOT_FOUND" | "CONTAINMENT_REQUIRED" | "MODEL_REQUIRED" | "ORCHESTRATOR_LOST" | "KILL_INCOMPLETE" | "START_FAILED" | "EXIT_NONZERO" | "LIMIT_WALL" | "LIMIT_IDLE" | "LIMIT_OUTPUT" | "LIMIT_QUEUE_TIME" | "LIMIT_TOKENS" | "LIMIT_COST" | "LIMIT_TURNS" | "LIMIT_MEMORY" | "LIMIT_PROCESSES" | "LIMIT_DISK" | "LIMIT_FILES" | "LIMIT_CHILDREN" | "LIMIT_DEPTH" | "PARENT_ENDED" | "AUTH_REQUIRED" | "PERMISSION_DENIED" | "APPROVAL_TIMEOUT" | "LAST_OWNER" | "OWN_ROLE" | "MORE_THAN_HELD" | "INVITATION_INVALID") | null;
            envelopeSha256: string | null;
            policyRevision: number | null;
            requestId: string | null;
            detail: {
                [key: string]: unknown;
            };
        };
        /** @enum {string} */
        HubInstanceState: "requested" | "pending" | "active" | "suspended" | "revoked";
        HubInstanceView: {
            id: string;
            /** @enum {string} */
            kind: "spoke" | "console";
            name: string;
            region: string | null;
            version: string | null;
            fingerprint: string;
            keyset: string;
            state: components["schemas"]["HubInstanceState"];
            quarantinedAt: number | null;
            shortCode: string | null;
            liveness: components["schemas"]["Liveness"];
            connGen: number;
            remoteAddress: string | null;
            unreachableSince: number | null;
            mailbox: {
                messages: number;
                bytes: number;
            };
            runs: {
                queued: number;
                live: number;
            };
            requestedAt: number;
            approvedAt: number | null;
            lastSeenAt: number | null;
        };
        HubView: {
            id: string;
            name: string;
            fingerprint: string;
            keyset: string;
            linkUrl: string;
            version: string;
        };
        InviteOperator: {
            /** Format: email */
            email: string;
            /** @enum {string} */
            role: "owner" | "admin" | "operator" | "auditor" | "viewer";
        };
        InvitedOperator: {
            email: string;
            /** @enum {string} */
            role: "owner" | "admin" | "operator" | "auditor" | "viewer";
            link: string;
            expiresAt: number;
        };
        JoinAnswer: {
            instance: string;
            state: components["schemas"]["HubInstanceState"];
            shortCode: string;
            hub: components["schemas"]["HubView"];
        };
        JoinTokenView: {
            id: string;
            nameHint: string | null;
            autoApprove: boolean;
            expiresAt: number;
            usedAt: number | null;
            usedBy: string | null;
            createdAt: number;
        };
        /** @enum {string} */
        Liveness: "live" | "unknown" | "lost" | "never";
        NewOperatorKeyView: {
            id: string;
            name: string;
            prefix: string;
            permissions: string[];
            lastUsedAt: number | null;
            expiresAt: number | null;
            revokedAt: number | null;
            createdAt: number;
            key: string;
        };
        OperatorKeyView: {
            id: string;
            name: string;
            prefix: string;
            permissions: string[];
            lastUsedAt: number | null;
            expiresAt: number | null;
            revokedAt: number | null;
            createdAt: number;
        };
        OperatorSelf: {
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "owner" | "admin" | "operator" | "auditor" | "viewer";
            disabledAt: number | null;
            createdAt: number;
            permissions: string[];
        };
        OperatorSignIn: {
            /** Format: email */
            email: string;
            password: string;
        };
        OperatorSignedIn: {
            operator: components["schemas"]["OperatorView"];
            expiresAt: number;
        };
        OperatorView: {
            id: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "owner" | "admin" | "operator" | "auditor" | "viewer";
            disabledAt: number | null;
            createdAt: number;
        };
        PostFleetCommand: {
            envelope: string;
        };
        PostJoin: {
            envelope: string;
        };
        RegisterConsole: {
            keyset: string;
        };
        RequestConnection: {
            from: string;
            to: string;
        };
        ResponseMeta: {
            requestId: string;
            timestamp: string;
            page?: {
                nextCursor: string | null;
            };
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
            screen: "runs" | "activity" | "audit" | "connections";
        };
        SetUpHub: {
            token: string;
            /** Format: email */
            email: string;
            name: string;
            password: string;
        };
        StopFleet: {
            id: string;
            confirm: string;
            reason?: string;
            /** @default true */
            lock?: boolean;
            envelopes: string[];
        };
        SystemView: {
            version: string;
            startedAt: number;
            policyRevision: number;
            links: number;
            relay: {
                stalledForMs: number;
                commands: {
                    [key: string]: number;
                };
                deadLetters: number;
            };
            mailboxes: {
                messages: number;
                bytes: number;
                oldestForMs: number;
            };
            audit: {
                pending: number;
                head: {
                    seq: number;
                    at: number;
                } | null;
            };
        };
        UnlockFleet: {
            /** @default [] */
            envelopes?: string[];
        };
        UpdateSavedView: {
            name?: string;
            query?: string;
            isShared?: boolean;
        };
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
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description Names this request in logs, traces and the audit log. */
        RequestId: string;
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
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OperatorSignIn"];
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
                        data: components["schemas"]["OperatorSignedIn"];
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
                "application/json": components["schemas"]["SetUpHub"];
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
                        data: components["schemas"]["OperatorSignedIn"];
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
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptOperatorInvitation"];
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
                        data: components["schemas"]["OperatorSignedIn"];
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
                "application/json": components["schemas"]["ChangeOperatorPassword"];
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
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            413: components["responses"]["Error413"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listOperators: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    inviteOperator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteOperator"];
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
                        data: components["schemas"]["InvitedOperator"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    setOperatorRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOperatorRole"];
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
                        data: components["schemas"]["OperatorView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    disableOperator: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    enableOperator: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    removeOperator: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorSelf"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listKeys: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["OperatorKeyView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOperatorKey"];
            };
        };
        responses: {
            /** @description Made. */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["NewOperatorKeyView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    revokeKey: {
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
                screen?: "runs" | "activity" | "audit" | "connections";
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createView: {
        parameters: {
            query?: never;
            header?: never;
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    deleteView: {
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    updateView: {
        parameters: {
            query?: never;
            header?: never;
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getHub: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    join: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostJoin"];
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
                        data: components["schemas"]["JoinAnswer"];
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
    listJoinTokens: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["JoinTokenView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    createJoinToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateJoinToken"];
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
                        data: components["schemas"]["CreatedJoinToken"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listInstances: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubInstanceView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getInstance: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubInstanceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    registerConsole: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterConsole"];
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
                        data: components["schemas"]["HubInstanceView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    approveInstance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproveInstance"];
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
                        data: components["schemas"]["HubInstanceView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    rejectInstance: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubInstanceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    suspendInstance: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubInstanceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    resumeInstance: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubInstanceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    revokeInstance: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubInstanceView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            403: components["responses"]["Error403"];
            404: components["responses"]["Error404"];
            409: components["responses"]["Error409"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listConnections: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                instance?: string;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConnectionView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    requestConnection: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestConnection"];
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
                        data: components["schemas"]["ConnectionView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getConnection: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["ConnectionView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    acceptConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionAction"];
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
                        data: components["schemas"]["ConnectionView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    suspendConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionAction"];
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
                        data: components["schemas"]["ConnectionView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    resumeConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionAction"];
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
                        data: components["schemas"]["ConnectionView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    endConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionAction"];
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
                        data: components["schemas"]["ConnectionView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listFleetCommands: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                agt?: string;
                aud?: string;
                iss?: string;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetCommandView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    relayCommand: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PostFleetCommand"];
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
                        data: components["schemas"]["FleetCommandDetail"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getFleetCommand: {
        parameters: {
            query?: {
                iss?: string;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetCommandDetail"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getFleet: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listFleetRuns: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                instance?: string;
                workspace?: string;
                state?: "queued" | "preparing" | "starting" | "running" | "waiting" | "idle" | "stopping" | "lost" | "succeeded" | "failed" | "cancelled" | "killed" | "timed_out" | "rejected";
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetRunView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getFleetRun: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetRunView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listFleetRunEvents: {
        parameters: {
            query?: {
                after?: number;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetRunEvent"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listFleetGrants: {
        parameters: {
            query?: {
                /** @description `meta.page.nextCursor` of the page before. */
                cursor?: string;
                /** @description How many at most. */
                limit?: number;
                instance?: string;
                issuer?: string;
                grantee?: string;
                workspace?: string;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetGrantView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listFleetAgents: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetAgentsView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listFleetApprovals: {
        parameters: {
            query?: {
                /** @description How many at most. */
                limit?: number;
                instance?: string;
                run?: string;
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetApprovalView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    listFleetStops: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["FleetStops"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    stopFleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StopFleet"];
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
                        data: components["schemas"]["FleetStopView"];
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    unlockFleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnlockFleet"];
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
                        data: components["schemas"]["FleetUnlocked"];
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
                verdict?: "allowed" | "refused";
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubAuditView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["HubAuditCheckpointView"][];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            400: components["responses"]["Error400"];
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
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
                verdict?: "allowed" | "refused";
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
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    getSystem: {
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
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: components["schemas"]["SystemView"];
                        meta: components["schemas"]["ResponseMeta"];
                    };
                };
            };
            401: components["responses"]["Error401"];
            404: components["responses"]["Error404"];
            500: components["responses"]["Error500"];
            503: components["responses"]["Error503"];
            default: components["responses"]["Error"];
        };
    };
    openLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The websocket (`link.v1`). */
            101: {
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
}
