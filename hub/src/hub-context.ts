import type { HubDb } from '@wheelhouse/prisma/hub';
import type { Identity } from '@wheelhouse/protocol/keyfile';
import type { Failpoints, Logger, Operations } from '@wheelhouse/server';
import type { HubAudit } from './audit/open-audit.ts';
import type { Directory } from './directory/directory.ts';
import type { HubLimits } from './limits.ts';
import type { Admission } from './link/admission.ts';
import type { LinkService } from './link/link-service.ts';
import type { Sessions } from './link/sessions.ts';
import type { CommitLoop } from './relay/commit-loop.ts';

/** Where a started hub is reached. */
export interface HubAddress {
  readonly url: string;
  readonly linkUrl: string;
  /** As the socket listens, whatever the public name is. */
  readonly listenUrl: string;
}

/** The parts of one hub process. Routes pass on just what a service asks for. */
export interface HubContext {
  readonly db: HubDb;
  readonly audit: HubAudit;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly admission: Admission;
  readonly commits: CommitLoop;
  readonly links: LinkService;
  /** Writes off what must not reach spokes that are away. */
  readonly sweepAbsent: () => Promise<void>;
  readonly identity: Identity;
  readonly limits: HubLimits;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  readonly operations: Operations;
  readonly version: string;
  readonly startedAt: number;
  readonly now: () => number;
  /** Known once the port is open. */
  readonly address: () => HubAddress;
}
