import type { HubDb } from '@wheelhouse/prisma/hub';
import type { FrameOf, InstanceId, TrustedKey } from '@wheelhouse/protocol';
import type { Failpoints, Logger } from '@wheelhouse/server';
import { changeInstance } from '../instances/service.ts';
import type { Directory } from '../directory/directory.ts';
import type { HubLimits } from '../limits.ts';
import { listAfter } from '../mailbox/store.ts';
import type { CommitLoop } from '../relay/commit-loop.ts';
import { noteRefusedByTarget } from '../relay/target-nack.ts';
import type { Admission } from './admission.ts';
import { catalogueReader } from './catalogue.ts';
import type { OpeningRequest } from './entrance.ts';
import type { Refusal } from './handshake.ts';
import { closeLink, openLink, type OpenedLink } from './open-link.ts';
import { Session } from './session.ts';
import type { Sessions } from './sessions.ts';
import { TokenBuckets } from './token-bucket.ts';

export interface LinkServiceDeps {
  readonly db: HubDb;
  readonly directory: Directory;
  readonly sessions: Sessions;
  readonly admission: Admission;
  readonly commits: CommitLoop;
  readonly limits: HubLimits;
  readonly logger: Logger;
  readonly failpoints: Failpoints;
  readonly nodeId: string;
  readonly now: () => number;
  readonly expire: (at: { spokeId: string; position: number }) => Promise<void>;
}

/** Opens and closes the sessions of proven spokes. */
export class LinkService {
  readonly #deps: LinkServiceDeps;
  readonly #commandRate: TokenBuckets;

  constructor(deps: LinkServiceDeps) {
    this.#deps = deps;
    const { commandsPerSecondPerIssuer: perSecond, commandsBurstPerIssuer: burst } = deps.limits;
    this.#commandRate = new TokenBuckets({ perSecond, burst });
  }

  /** Makes the newest session of a proven spoke and says `welcome`; the one before it ends. */
  async open(request: OpeningRequest): Promise<Session | Refusal> {
    const { db, admission, limits, now, nodeId, sessions } = this.#deps;
    const { hello, socket, ip } = request;
    if (admission.isCutOff(hello.instance, now())) {
      return { code: 'RATE_LIMITED', close: 'RATE_LIMITED', reason: 'cut off for bad signatures' };
    }
    const opened = await openLink(db, {
      hello,
      nodeId,
      leaseMs: limits.heartbeatDeadAfterMs,
      remoteAddress: ip,
      now: now(),
    });
    if (this.#looksCloned(hello, opened)) {
      sessions.find(hello.instance)?.end('QUARANTINED');
      await this.#quarantine(hello.instance);
      return { code: 'LOCKED', close: 'QUARANTINED', reason: 'cloned key' };
    }
    socket.send(JSON.stringify(welcomeOf(opened, limits)));
    const session = this.#sessionOf(request, opened);
    sessions.replace(session);
    this.#deps.logger.info({ event: 'link.live', peer: hello.instance, connGen: opened.connGen }, 'a spoke is live');
    session.wake();
    return session;
  }

  /** Called once a session's socket is closed, whoever closed it. */
  closed(session: Session): void {
    const { db, sessions, now, logger } = this.#deps;
    session.stop();
    sessions.remove(session);
    closeLink(db, { spokeId: session.spokeId, connGen: session.connGen, now: now() }).catch((error: unknown) =>
      logger.warn({ event: 'link.close', peer: session.spokeId, err: error }, 'the end of a session was not stored'),
    );
  }

  #looksCloned(hello: FrameOf<'hello'>, opened: OpenedLink): boolean {
    if (opened.supersededBootId === null || opened.supersededBootId === hello.bootId) return false;
    return this.#deps.admission.noteSupersede(hello.instance, this.#deps.now());
  }

  async #quarantine(id: string): Promise<void> {
    const decider = { actor: 'hub', requestId: null };
    await changeInstance(this.#deps, { id, action: 'quarantine' }, decider);
  }

  #sessionOf(request: OpeningRequest, opened: OpenedLink): Session {
    const { db, directory, commits, limits, logger, now, failpoints, admission, expire } = this.#deps;
    const { hello, socket, transport, ip } = request;
    const spokeId: InstanceId = hello.instance;
    const { start } = opened.resume;
    const keys = (): readonly TrustedKey[] => directory.findInstance(spokeId)?.keys ?? [];
    return new Session({
      spokeId,
      connGen: opened.connGen,
      bootId: hello.bootId,
      remoteAddress: ip,
      socket,
      transport,
      limits,
      logger,
      now,
      up: { epoch: start.up.epoch, storedOffset: start.up.offset, commits, commandRate: this.#commandRate, keys },
      down: {
        epoch: start.down.epoch,
        ackedOffset: start.down.offset,
        failpoints,
        read: (position, limit) => db.run((tx) => listAfter(tx, { spokeId, position, limit })),
        expire: (position) => expire({ spokeId, position }),
        isHeld: () => directory.isHeld,
        onAcked: (offset) => commits.trim({ spokeId, epoch: start.down.epoch, offset }),
      },
      onNack: (frame) => this.#noteNack(spokeId, frame),
      onEph: catalogueReader({ db, spokeId, now, logger }),
      onCutOff: () => {
        admission.cutOff(spokeId, now());
        logger.warn({ event: 'link.cut-off', peer: spokeId }, 'too many bad signatures');
      },
    });
  }

  async #noteNack(spokeId: string, frame: FrameOf<'nack'>): Promise<void> {
    const { db, directory, now, logger } = this.#deps;
    try {
      await noteRefusedByTarget(db, { spokeId, frame, now: now(), policyRevision: directory.policyRevision });
    } catch (error) {
      logger.warn({ event: 'link.nack', peer: spokeId, err: error }, 'a nack was not stored');
    }
  }
}

function welcomeOf(opened: OpenedLink, limits: HubLimits): FrameOf<'welcome'> {
  const { resume, connGen, policyRevision } = opened;
  return {
    t: 'welcome',
    session: `s${connGen}`,
    connGen,
    resumed: resume.resumed,
    start: resume.start,
    heartbeatMs: limits.heartbeatIntervalMs,
    policyRevision,
  };
}
