import { Button, TextInput } from '@mantine/core';
import { FilterX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ChoiceFilter } from '../../ui/choice-filter.tsx';
import { auditLogs, type AuditLogName, type AuditSearch } from '../searches-admin.ts';

const logNames: Readonly<Record<AuditLogName, string>> = {
  workspace: 'This workspace',
  organization: 'The organization',
  instance: 'The instance',
};

const verdicts = ['accepted', 'rejected'] as const;

interface AuditFiltersProps {
  readonly search: AuditSearch;
  readonly logs: readonly AuditLogName[];
  /** Names of known actors, by id. */
  readonly actors: ReadonlyMap<string, string>;
  readonly onChange: (change: { readonly [Name in keyof AuditSearch]: AuditSearch[Name] | undefined }) => void;
}

export function AuditFilters({ search, logs, actors, onChange }: AuditFiltersProps): ReactNode {
  const isFiltered = Object.keys(search).some((name) => name !== 'log' && name !== 'row');
  return (
    <>
      {logs.length > 1 && (
        <ChoiceFilter
          label="Log of"
          width={150}
          choices={auditLogs
            .filter((name) => logs.includes(name))
            .map((name) => ({ value: name, label: logNames[name] }))}
          value={search.log ?? 'workspace'}
          onChange={(log) => onChange({ log: auditLogs.find((one) => one === log) })}
        />
      )}
      <TextFilter
        label="Action"
        placeholder="secrets.*"
        value={search.action}
        onChange={(action) => onChange({ action })}
      />
      <TextFilter
        label="Resource"
        placeholder="key"
        value={search.resource}
        onChange={(resource) => onChange({ resource })}
      />
      <ChoiceFilter
        label="By"
        width={150}
        any="anybody"
        choices={[...withChosen(actors, search.actor)].map(([value, label]) => ({ value, label }))}
        value={search.actor}
        onChange={(actor) => onChange({ actor })}
      />
      <ChoiceFilter
        label="Verdict"
        width={110}
        any="any"
        choices={verdicts}
        value={search.verdict}
        onChange={(verdict) => onChange({ verdict: verdicts.find((one) => one === verdict) })}
      />
      <DayFilter label="From" value={search.from} onChange={(from) => onChange({ from })} />
      <DayFilter label="To" value={search.to} onChange={(to) => onChange({ to })} />
      {search.request !== undefined && (
        <TextFilter label="Request" value={search.request} onChange={(request) => onChange({ request })} />
      )}
      {isFiltered && (
        <Button
          size="xs"
          variant="default"
          mt="auto"
          leftSection={<FilterX size={14} aria-hidden />}
          onClick={() => onChange(nothing)}
        >
          Clear
        </Button>
      )}
    </>
  );
}

const nothing = {
  actor: undefined,
  action: undefined,
  resource: undefined,
  verdict: undefined,
  request: undefined,
  from: undefined,
  to: undefined,
};

/** An actor that the address names need not be a member any more. Pure. */
function withChosen(actors: ReadonlyMap<string, string>, chosen: string | undefined): ReadonlyMap<string, string> {
  return chosen === undefined || actors.has(chosen) ? actors : new Map([...actors, [chosen, chosen]]);
}

interface OneFilterProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly placeholder?: string;
  readonly onChange: (value: string | undefined) => void;
}

/** What is typed holds once Enter is pressed or the field is left: half a word is no filter. */
function TextFilter({ label, value = '', placeholder, onChange }: OneFilterProps): ReactNode {
  const [typed, setTyped] = useState<string | null>(null);
  const commit = (): void => {
    const text = typed?.trim() ?? value;
    setTyped(null);
    if (text !== value) onChange(text === '' ? undefined : text);
  };
  return (
    <TextInput
      label={label}
      size="xs"
      w={130}
      maxLength={256}
      {...(placeholder === undefined ? {} : { placeholder })}
      value={typed ?? value}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}

function DayFilter({ label, value = '', onChange }: OneFilterProps): ReactNode {
  return (
    <TextInput
      type="date"
      label={label}
      size="xs"
      w={130}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
    />
  );
}
