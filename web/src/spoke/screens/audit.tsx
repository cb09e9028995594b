import { Badge, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api.ts';
import { Empty } from '../../ui/empty.tsx';
import type { Column } from '../../ui/list-table.tsx';
import { ListView, useList } from '../../ui/list.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { AuditFilters } from '../audit/audit-filters.tsx';
import { filterOf, readAudit, useLogs, type AuditLog, type AuditRow } from '../audit/audit-log.ts';
import { Chain } from '../audit/chain.tsx';
import { useMemberNames } from '../members/member-names.ts';
import { readAuditSearch, type AuditSearch } from '../searches-admin.ts';
import { Views } from '../views.tsx';
import { useMay, usePlace } from '../workspace.tsx';

const AuditDrawer = onDemand(async () => (await import('../audit/audit-drawer.tsx')).AuditDrawer);

function columnsOf(actorOf: (row: AuditRow) => string): readonly Column<AuditRow>[] {
  const resourceOf = ({ resourceKind, resourceId }: AuditRow): string =>
    [resourceKind, resourceId].filter((part) => part !== null).join(':');
  return [
    {
      header: 'When',
      width: 'minmax(120px, 0.7fr)',
      cell: ({ at }) => <TimeAgo at={at} />,
      text: ({ at }) => new Date(at).toISOString(),
    },
    { header: 'Action', width: 'minmax(160px, 1.2fr)', cell: ({ action }) => action, text: ({ action }) => action },
    { header: 'By', width: 'minmax(120px, 1fr)', cell: actorOf, text: ({ actorId }) => actorId ?? '' },
    {
      header: 'Resource',
      width: 'minmax(140px, 1.4fr)',
      cell: (row) => <span title={resourceOf(row)}>{resourceOf(row)}</span>,
      text: resourceOf,
    },
    {
      header: 'Verdict',
      width: 'minmax(110px, 0.9fr)',
      cell: ({ verdict, code }) => (
        <Badge variant="light" color={verdict === 'accepted' ? 'green' : 'red'}>
          {code ?? verdict}
        </Badge>
      ),
      text: ({ verdict, code }) => code ?? verdict,
    },
    { header: 'From', width: 'minmax(110px, 0.7fr)', cell: ({ ip }) => ip ?? '', text: ({ ip }) => ip ?? '' },
  ];
}

/** Nothing tells of new rows: they are asked for. */
const pollMs = 15_000;

/** Who did what, and who was refused. */
export function Audit(): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const search = useSearch({ strict: false }) as AuditSearch;
  const navigate = useNavigate();
  const names = useMemberNames();
  const logs = useLogs();
  const isExporter = useMay('audit:export');
  const { row, ...chosen } = search;
  const log: AuditLog = { name: search.log ?? 'workspace', organizationId: workspace.organizationId };
  const filter = filterOf(search);
  // Whoever may read the other two may export them.
  const mayExport = log.name === 'workspace' ? isExporter : logs.includes(log.name);
  const list = useList<AuditRow>({
    key: [workspace.id, 'audit', log.name, filter],
    page: (query, signal) => readAudit(api, log, { ...filter, ...query }, signal),
    everyMs: pollMs,
  });
  const go = (next: object): void => void navigate({ to: '.', search: readAuditSearch({ ...next }) as never });
  const actorOf = ({ actorKind, actorId }: AuditRow): string =>
    actorId === null ? actorKind : (names.get(actorId) ?? `${actorKind} …${actorId.slice(-6)}`);
  const address = new URLSearchParams(Object.entries(chosen)).toString();
  return (
    <Page title="Audit">
      <Chain key={log.name} log={log} filter={filter} mayExport={mayExport} />
      <ListView
        list={list}
        what="rows"
        columns={columnsOf(actorOf)}
        rowKey={({ id }) => id}
        hrefOf={({ id }) => `/w/${workspace.id}/audit?${address}${address === '' ? '' : '&'}row=${id}`}
        filters={
          <>
            <AuditFilters
              search={search}
              logs={logs}
              actors={names}
              onChange={(change) => go({ ...chosen, ...change })}
            />
            <Views screen="audit" search={chosen} read={readAuditSearch} />
          </>
        }
        empty={
          <Empty icon={ScrollText} title="No row of the log is like this">
            <Text size="sm">Every change and every refusal is told here. Clear the filters to see all of them.</Text>
          </Empty>
        }
      />
      {row !== undefined && (
        <AuditDrawer
          log={log}
          id={row}
          actorOf={actorOf}
          onRequest={(request) => go({ log: search.log, request })}
          onClose={() => go(chosen)}
        />
      )}
    </Page>
  );
}
