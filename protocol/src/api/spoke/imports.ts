import { z } from 'zod';
import { NameToken } from '../../ids.ts';
import { RunLimits } from '../../messages/run-limits.ts';
import { roles } from '../../permissions.ts';
import { Email, PersonName } from '../person.ts';

/** Limits of one import, with the reason of each. */
export const importLimits = {
  /** They are checked in memory and stored in one transaction. */
  maxRows: 20_000,
  /** Of the request that carries them. */
  maxBytes: 16 * 1024 * 1024,
  /** Problems that a report names; more say nothing new. */
  maxProblems: 100,
} as const;

/** How the old system named something: any text, unique within its kind. */
const OldId = z.string().min(1).max(128);
const Instant = z.number().int().min(0).max(4_102_444_800_000);

export const ImportedUser = z.strictObject({
  kind: z.literal('user'),
  id: OldId,
  email: Email,
  name: PersonName,
  role: z.enum(roles),
});
export const ImportedTeam = z.strictObject({
  kind: z.literal('team'),
  id: OldId,
  name: z.string().trim().min(1).max(128),
  description: z.string().max(1024).default(''),
});
export const ImportedTeamMember = z.strictObject({
  kind: z.literal('team_member'),
  team: OldId,
  user: OldId,
  role: z.enum(['owner', 'admin', 'member']).default('member'),
});
export const ImportedAgent = z.strictObject({
  kind: z.literal('agent'),
  id: OldId,
  name: NameToken,
  runtime: NameToken,
  config: z.record(z.string().max(128), z.json()).default({}),
  limits: RunLimits.default({}),
  enabled: z.boolean().default(true),
  createdBy: OldId.optional(),
});

/** How runs end that ended somewhere else. */
const endedStates = ['succeeded', 'failed', 'cancelled', 'killed', 'timed_out'] as const;

/** A run that has ended: history. */
export const ImportedRun = z.strictObject({
  kind: z.literal('run'),
  id: OldId,
  agent: OldId,
  state: z.enum(endedStates),
  message: z.string().max(2048).optional(),
  exitCode: z.number().int().min(0).max(255).optional(),
  labels: z.record(z.string().max(64), z.string().max(256)).default({}),
  createdBy: OldId.optional(),
  createdAt: Instant,
  startedAt: Instant.optional(),
  endedAt: Instant.optional(),
});

/** One line of an export behind its header, by its `kind`. */
export const ImportedRow = z.discriminatedUnion('kind', [
  ImportedUser,
  ImportedTeam,
  ImportedTeamMember,
  ImportedAgent,
  ImportedRun,
]);
export type ImportedRow = z.infer<typeof ImportedRow>;
export type ImportedKind = ImportedRow['kind'];
export const importedKinds: readonly ImportedKind[] = ['user', 'team', 'team_member', 'agent', 'run'];

/** The first line of an export. */
export const ImportHeader = z.strictObject({
  kind: z.literal('wheelhouse-export'),
  version: z.literal(1),
  /** Where it comes from, for people. */
  source: z.string().max(256).optional(),
});
export type ImportHeader = z.infer<typeof ImportHeader>;

/** `POST /imports`: the lines of an export, parsed. What is wrong with a line is told in the report. */
export const StartImport = z.strictObject({
  header: ImportHeader,
  rows: z.array(z.json()).max(importLimits.maxRows),
  /** Only looks and tells; nothing is written. */
  dryRun: z.boolean().default(false),
  /** Lines of kinds that this version does not know are left out instead of refused. */
  skipUnknown: z.boolean().default(false),
});
export type StartImport = z.infer<typeof StartImport>;

const problemCodes = [
  'UNKNOWN_KIND',
  'INVALID',
  'NO_USERS',
  'DUPLICATE',
  'ORPHAN',
  'NAME_TAKEN',
  'MORE_THAN_HELD',
  'TOO_MANY_MEMBERS',
  'TOO_MANY_TEAMS',
] as const;

/** Something that stands against an import. */
export const ImportProblem = z.object({
  /** Of the export, from 1; 0 = the whole of it. */
  line: z.number().int(),
  code: z.enum(problemCodes),
  field: z.string(),
  message: z.string(),
});
export type ImportProblem = z.infer<typeof ImportProblem>;

const Counts = z.record(z.string(), z.number().int());

/** What an import would do. */
export const ImportReport = z.object({
  ok: z.boolean(),
  problems: z.array(ImportProblem),
  /** All there are, also beyond those that are listed. */
  problemCount: z.number().int(),
  /** By kind: what would be made. */
  creates: Counts,
  /** People with an account here already: they become members. */
  matches: z.number().int(),
  /** Lines of unknown kinds that would be left out. */
  skipped: z.number().int(),
});
export type ImportReport = z.infer<typeof ImportReport>;

export const ImportView = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed', 'undone']),
  /** Of the rows: the same export has the same. */
  sha256: z.string(),
  /** Rows to store, and stored by now. */
  total: z.number().int(),
  progress: z.number().int(),
  creates: Counts,
  /** Why it failed. */
  error: z.string().nullable(),
  createdBy: z.string().nullable(),
  createdAt: z.number().int(),
  endedAt: z.number().int().nullable(),
});
export type ImportView = z.infer<typeof ImportView>;

/** `POST /imports`: the report, and the import that began; null for a dry run. */
export const ImportStarted = z.object({ report: ImportReport, import: ImportView.nullable() });
export type ImportStarted = z.infer<typeof ImportStarted>;
