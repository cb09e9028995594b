import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Empty } from '../../../ui/empty.tsx';
import { ChoiceFilter } from '../../../ui/choice-filter.tsx';
import { Page } from '../../../ui/page.tsx';
import { useMay } from '../../me.ts';
import { AuditList } from '../../parts/audit-list.tsx';
import { Section } from '../../../ui/section.tsx';
import { readAuditSearch, type AuditSearch } from '../../searches.ts';
import { Views } from '../../views.tsx';
import { Chain } from './chain.tsx';
import { ExportMenu } from './export-menu.tsx';

/** What was done at the hub and what it refused, chained and signed. */
export function AuditPage(): ReactNode {
  const filter: AuditSearch = readAuditSearch(useSearch({ strict: false }));
  const { row: _looked, ...chosenBy } = filter;
  const mayExport = useMay('audit:export');
  return (
    <Page title="Audit" actions={mayExport && <ExportMenu filter={chosenBy} />}>
      <Stack gap="xl">
        <Section title="Chain">
          <Chain mayVerify={mayExport} />
        </Section>
        <Section title="Log">
          <AuditList
            what="audit rows"
            filter={filter}
            filters={
              <>
                <Filters key={JSON.stringify(chosenBy)} filter={chosenBy} />
                <Views screen="audit" search={chosenBy} read={readAuditSearch} />
              </>
            }
            empty={
              <Empty icon={ScrollText} title="No row fits the filter">
                <Text size="sm">
                  An action is matched exactly, or with a * at its end: instances.*. Leave a field empty to see all.
                </Text>
              </Empty>
            }
          />
        </Section>
      </Stack>
    </Page>
  );
}

function Filters({ filter }: { readonly filter: AuditSearch }): ReactNode {
  const navigate = useNavigate();
  const [action, setAction] = useState(filter.action ?? '');
  const [actor, setActor] = useState(filter.actor ?? '');
  const show = (change: Record<string, unknown>): void =>
    void navigate({ to: '.', search: readAuditSearch({ ...filter, action, actor, ...change }) as never });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        show({});
      }}
      style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--mantine-spacing-xs)' }}
    >
      <TextInput
        aria-label="Action"
        placeholder="Action, such as instances.*"
        size="xs"
        value={action}
        onChange={(event) => setAction(event.currentTarget.value)}
      />
      <TextInput
        aria-label="By"
        placeholder="By, such as operator:…"
        size="xs"
        value={actor}
        onChange={(event) => setActor(event.currentTarget.value)}
      />
      <ChoiceFilter
        label="Verdict"
        isLabelHidden
        any="Any verdict"
        choices={['allowed', 'refused']}
        value={filter.verdict}
        onChange={(verdict) => show({ verdict: verdict ?? null })}
      />
      <Button type="submit" size="xs" variant="default">
        Filter
      </Button>
    </form>
  );
}
