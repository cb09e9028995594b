import type { ReactNode } from 'react';
import { Facts } from '../../ui/facts.tsx';
import { draftOf, limitFields } from './run-settings-form.ts';
import type { WorkspaceDetail } from './workspace-query.ts';

/** The settings, for who may not change them. */
export function RunSettingsFacts({ workspace }: { readonly workspace: WorkspaceDetail }): ReactNode {
  const { settings, limits } = workspace;
  const draft = draftOf(settings);
  const set = limitFields.flatMap(({ name, label, unit }): [string, ReactNode][] => {
    const value = draft.limits[name];
    return typeof value === 'number' ? [[label, `${value.toLocaleString('en-US')} ${unit}`]] : [];
  });
  return (
    <Facts
      of={[
        ['Agents reach', settings.maxNetwork],
        ['Kept for', `${settings.logRetentionDays} days`],
        ['Contained by', settings.requiredContainment ?? 'whatever the machine has'],
        ['They see', settings.requiredFilesystem ?? 'whatever the machine has'],
        ...set,
        ['Runs at a time', limits.maxRunningAgents ?? 'any number'],
        ['Members', limits.maxMembers ?? 'any number'],
        ['Teams', limits.maxTeams ?? 'any number'],
      ]}
    />
  );
}
