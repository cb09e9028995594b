import { Badge, Button, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { LogOut } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Danger } from '../../ui/danger.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { tell } from '../../ui/tell.ts';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { WideTable } from '../../ui/wide-table.tsx';

type Session = components['schemas']['SessionView'];

const sessionsKey = ['me', 'sessions'];

/** Where one is signed in. */
export function SessionsPart(): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const [isEnding, setEnding] = useState(false);
  const sessions = useQuery({
    queryKey: sessionsKey,
    queryFn: ({ signal }) => take(api.GET('/api/v1/me/sessions', { signal })),
  });
  const end = useMutation({
    mutationFn: (id: string) => take(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      tell('That session is over');
      await queries.invalidateQueries({ queryKey: sessionsKey });
    },
  });
  return (
    <Section
      title="Sessions"
      actions={
        <Button
          size="compact-sm"
          color="red"
          variant="outline"
          leftSection={<LogOut size={14} aria-hidden />}
          onClick={() => setEnding(true)}
        >
          Sign out everywhere
        </Button>
      }
    >
      <Loaded query={sessions} what="sessions">
        {(rows) => (
          <WideTable what="Sessions" head={['Program', 'From', 'By', 'Seen', '']} minWidth={560}>
            {rows.map((session) => (
              <SessionRow key={session.id} session={session} onEnd={() => end.mutate(session.id)} />
            ))}
          </WideTable>
        )}
      </Loaded>
      <Trouble error={end.error} />
      <Danger
        isOpen={isEnding}
        onClose={() => setEnding(false)}
        title="Sign out everywhere"
        act={async () => {
          await take(api.POST('/api/v1/auth/sign-out-everywhere'));
          queries.clear();
          window.location.assign('/sign-in');
        }}
      >
        Every session of yours ends, this one too. Your API keys stay.
      </Danger>
    </Section>
  );
}

interface SessionRowProps {
  readonly session: Session;
  readonly onEnd: () => void;
}

function SessionRow({ session, onEnd }: SessionRowProps): ReactNode {
  const { userAgent, ip, method, lastSeenAt, current, secondFactor } = session;
  const program = programOf(userAgent);
  return (
    <Table.Tr>
      <Table.Td title={userAgent ?? ''}>
        {program} {current && <Badge variant="light">this one</Badge>}
      </Table.Td>
      <Table.Td>{ip ?? ''}</Table.Td>
      <Table.Td>{secondFactor ? `${method}, second factor` : method}</Table.Td>
      <Table.Td>
        <TimeAgo at={lastSeenAt} />
      </Table.Td>
      <Table.Td>
        {!current && (
          <Button size="compact-xs" variant="default" onClick={onEnd} aria-label={`End the session of ${program}`}>
            End
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

const browsers = ['Firefox', 'Edg', 'OPR', 'Chrome', 'Safari'] as const;
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'] as const;

/** "Chrome on Linux". A hint, no more: programs say what they like. Pure. */
export function programOf(userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return 'unknown';
  const browser = browsers.find((one) => userAgent.includes(`${one}/`));
  if (browser === undefined) return userAgent.split('/')[0] ?? userAgent;
  const system = systems.find((one) => userAgent.includes(one));
  const name = browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser;
  return system === undefined ? name : `${name} on ${system === 'Mac OS X' ? 'macOS' : system}`;
}
