import { Badge, Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { components } from '@wheelhouse/client';
import { Mailbox } from 'lucide-react';
import type { ReactNode } from 'react';
import { Peek } from '../../ui/dialog.tsx';
import { ApiError, take, useApi } from '../../api/api.ts';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import type { OutboxSearch } from '../searches-admin.ts';
import { usePlace } from '../workspace.tsx';

type Mail = components['schemas']['OutboxMail'];

const columns: readonly Column<Mail>[] = [
  { header: 'To', width: 'minmax(150px, 1fr)', cell: ({ to }) => to },
  { header: 'Subject', width: 'minmax(200px, 2fr)', cell: ({ subject }) => subject },
  { header: 'State', width: '100px', cell: ({ state }) => <Badge variant="default">{state}</Badge> },
  { header: 'Written', width: 'minmax(110px, 0.7fr)', cell: ({ createdAt }) => <TimeAgo at={createdAt} /> },
];

/** What would have been mailed, where the instance has no mail server. */
export function Outbox(): ReactNode {
  const api = useApi();
  const { workspace, person } = usePlace();
  const { mail: id } = useSearch({ strict: false }) as OutboxSearch;
  const navigate = useNavigate();
  const mails = useQuery({
    // Codes and links let people in: they are not kept once nobody looks. Each reading is a row of the audit log, so
    // it is read again only when somebody asks.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryKey: [workspace.id, 'outbox'],
    queryFn: ({ signal }) => take(api.GET('/api/v1/dev/outbox', { signal })),
  });
  const chosen = mails.data?.find((mail) => mail.id === id);
  const again = (
    <Button variant="default" loading={mails.isFetching} onClick={() => void mails.refetch()}>
      Read again
    </Button>
  );
  if (person.instanceAdmin && mails.error instanceof ApiError && mails.error.code === 'NOT_AUTHORIZED')
    return (
      <Page title="Outbox">
        <Empty icon={Mailbox} title="This instance sends its mail">
          <Text size="sm">Then nobody may read it here.</Text>
        </Empty>
      </Page>
    );
  return (
    <Page title="Outbox" actions={again}>
      <Text size="sm" mb="md">
        This instance sends no mail. Give each to whom it is for; who reads it here is written to the audit log.
      </Text>
      <Loaded query={mails} what="mails">
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Mailbox} title="Nothing was to be mailed yet" />
          ) : (
            <ListTable
              rows={rows}
              what="mails"
              columns={columns}
              rowKey={({ id: mailId }) => mailId}
              hrefOf={(mail) => `/w/${workspace.id}/outbox?mail=${mail.id}`}
              onEnd={() => undefined}
            />
          )
        }
      </Loaded>
      {chosen !== undefined && (
        <OneMail mail={chosen} onClose={() => void navigate({ to: '.', search: {} as never })} />
      )}
    </Page>
  );
}

function OneMail({ mail, onClose }: { readonly mail: Mail; readonly onClose: () => void }): ReactNode {
  return (
    <Peek opened onClose={onClose} size="lg" title={mail.subject}>
      <Stack>
        <Facts
          of={[
            ['To', mail.to],
            ['Kind', mail.kind],
            ['State', mail.state],
          ]}
        />
        <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
          {mail.text}
        </Text>
      </Stack>
    </Peek>
  );
}
