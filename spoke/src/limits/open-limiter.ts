import type { OrganizationId } from '@wheelhouse/protocol';
import type { SpokeDb } from '@wheelhouse/prisma/spoke';
import type { Allowance, Caller, Limiter, LimitStanding } from '@wheelhouse/server';
import { controlPerMinute, tiers as defaultTiers, type Tier } from './tiers.ts';

export interface LimiterDeps {
  readonly db: SpokeDb;
  readonly tiers?: Readonly<Record<string, Tier>>;
}

interface Take {
  readonly bucket: string;
  readonly allowed: number;
  readonly windowMs: number;
}

interface Taken {
  readonly remaining: number;
  readonly reset_at: bigint;
  readonly now_ms: bigint;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** How stale a tier may be, and how many are kept. */
const tierMaxAgeMs = 10_000;
const maxTiers = 10_000;

/** Counts in the store, by its clock, so that all processes of an instance count as one. */
export function openLimiter({ db, tiers = defaultTiers }: LimiterDeps): Limiter {
  const known = new Map<string, { readonly tier: Tier; readonly until: number }>();
  const free: Tier = tiers['free'] ?? { perMinute: 60, perDay: 1_000 };
  const tierOf = async (organizationId: string | undefined): Promise<Tier> => {
    if (organizationId === undefined) return free;
    const kept = known.get(organizationId);
    // A duration within one process: no clock that people or tests move.
    if (kept !== undefined && kept.until > performance.now()) return kept.tier;
    const row = await db.withSystemOrganization(organizationId as OrganizationId, (tx) =>
      tx.organization.findUnique({ where: { id: organizationId }, select: { tier: true } }),
    );
    const tier = tiers[row?.tier ?? 'free'] ?? free;
    if (known.size >= maxTiers) known.clear();
    known.set(organizationId, { tier, until: performance.now() + tierMaxAgeMs });
    return tier;
  };
  return {
    async take(caller, allowance) {
      const fromTier = needsTier(caller, allowance) ? await tierOf(caller.organizationId) : null;
      return takeAll(db, takesOf(caller, allowance, fromTier));
    },
  };
}

function needsTier(caller: Caller, allowance: Allowance): boolean {
  return allowance === 'tier' && caller.kind !== 'service';
}

/** Buckets are named after the caller in its organization, so that nothing is shared between tenants. */
function takesOf(caller: Caller, allowance: Allowance, tier: Tier | null): readonly Take[] {
  const whose = `${caller.organizationId ?? 'none'}:${caller.principalId}`;
  const own = caller.perMinute;
  if (allowance === 'control') {
    return [{ bucket: `control:${whose}`, allowed: controlPerMinute, windowMs: minuteMs }];
  }
  const byKey = own?.key === undefined ? [] : [minuteTake(`key:${caller.credential.id}`, own.key)];
  if (tier === null) return [minuteTake(`service:${whose}`, own?.account ?? 1_000), ...byKey];
  const day = { bucket: `day:${whose}`, allowed: tier.perDay, windowMs: dayMs };
  return [minuteTake(`minute:${whose}`, tier.perMinute), day, ...byKey];
}

function minuteTake(bucket: string, allowed: number): Take {
  return { bucket: `api:${bucket}`, allowed, windowMs: minuteMs };
}

/** The tightest of several buckets. They are taken in one order, so that requests never wait for each other in a ring. */
async function takeAll(db: SpokeDb, takes: readonly Take[]): Promise<LimitStanding> {
  return db.withInstance('limits', async (tx) => {
    let tightest: LimitStanding | null = null;
    for (const { bucket, allowed, windowMs } of takes) {
      const [row] = await tx.$queryRaw<Taken[]>`
        SELECT remaining, reset_at, (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now_ms
        FROM wheelhouse_take(${bucket}, ${allowed}::int, ${windowMs}::bigint)`;
      if (row === undefined) continue;
      const resetAt = Number(row.reset_at);
      const standing = { limit: allowed, remaining: row.remaining, resetAt, waitMs: resetAt - Number(row.now_ms) };
      if (tightest === null || standing.remaining < tightest.remaining) tightest = standing;
      if (standing.remaining < 0) break;
    }
    if (tightest === null) throw new Error('nothing to take from');
    return tightest;
  });
}
