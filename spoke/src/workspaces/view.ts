import { NetworkMode, spokeApi, WheelhouseError, type OrganizationId, type WorkspaceId } from '@wheelhouse/protocol';
import type { SpokeTx } from '@wheelhouse/prisma/spoke';

interface SettingsRow {
  readonly requiredContainment: string | null;
  readonly requiredFilesystem: string | null;
  readonly logRetentionDays: number;
  readonly defaultLimits: unknown;
  readonly allowedSources: readonly string[];
  readonly maxNetwork: string;
  readonly lockedAt: Date | null;
  readonly lockedBy: string | null;
}

/** A row of `workspaces` with its settings and organization. */
export interface WorkspaceRow {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly branding: unknown;
  readonly limits: unknown;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly deletedAt: Date | null;
  readonly settings: SettingsRow | null;
  readonly organization: { readonly slug: string };
}

/** The workspace that was entered. @throws WheelhouseError NOT_FOUND also for a deleted one */
export async function getWorkspaceRow(tx: SpokeTx, workspaceId: string): Promise<WorkspaceRow> {
  const row = await tx.workspace.findUnique({
    where: { id: workspaceId },
    include: { settings: true, organization: { select: { slug: true } } },
  });
  if (row === null || row.deletedAt !== null) throw new WheelhouseError('NOT_FOUND');
  return row;
}

export function workspaceView(row: WorkspaceRow): spokeApi.WorkspaceView {
  return {
    id: row.id as WorkspaceId,
    organizationId: row.organizationId as OrganizationId,
    organizationSlug: row.organization.slug,
    name: row.name,
    slug: row.slug,
    description: row.description,
    branding: brandingOf(row.branding),
    limits: limitsOf(row.limits),
    createdBy: row.createdBy,
    createdAt: row.createdAt.getTime(),
    settings: settingsView(row.settings),
  };
}

export function settingsView(row: SettingsRow | null): spokeApi.WorkspaceSettings {
  return {
    requiredContainment: row?.requiredContainment ?? null,
    requiredFilesystem: row?.requiredFilesystem ?? null,
    logRetentionDays: row?.logRetentionDays ?? 30,
    allowedSources: [...(row?.allowedSources ?? [])],
    maxNetwork: NetworkMode.catch('none').parse(row?.maxNetwork ?? 'llm-only'),
    lockedAt: row?.lockedAt?.getTime() ?? null,
    lockedBy: row?.lockedBy ?? null,
    defaultLimits: (row?.defaultLimits ?? {}) as Record<string, unknown>,
  };
}

/** Limits as stored; what is none counts as absent. */
export function limitsOf(stored: unknown): spokeApi.WorkspaceLimits {
  const parsed = spokeApi.WorkspaceLimits.safeParse(stored);
  return parsed.success ? parsed.data : {};
}

/** Branding as stored; what is none counts as absent. */
export function brandingOf(stored: unknown): spokeApi.Branding {
  const parsed = spokeApi.Branding.safeParse(stored);
  return parsed.success ? parsed.data : {};
}
