import { Badge, Button, Switch, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Bot, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { Page } from '../../ui/page.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { WideTable } from '../../ui/wide-table.tsx';
import { Machines } from '../agents/machines.tsx';
import { useAgents, type Agent } from '../agents/use-agents.ts';
import { SpawnButton } from '../spawn/spawn-button.tsx';
import { useInstance } from '../use-instance.ts';
import { useMay, usePlace } from '../workspace.tsx';

const AgentDialog = onDemand(async () => (await import('../agents/agent-dialog.tsx')).AgentDialog);

/** What can be run in this workspace, and whether a machine here can run it. */
export function Agents(): ReactNode {
  const mayCreate = useMay('agents:create');
  const [isOpen, { open, close }] = useDisclosure(false);
  const agents = useAgents({ isAsked: true });
  const add = (
    <Button size="compact-md" leftSection={<Plus size={14} aria-hidden />} onClick={open}>
      Add an agent
    </Button>
  );
  return (
    <Page title="Agents" actions={mayCreate ? add : null}>
      <Loaded query={agents} what="agents">
        {(rows) =>
          rows.length === 0 ? (
            <Empty icon={Bot} title="There is no agent in this workspace yet">
              <Text size="sm">
                {mayCreate
                  ? 'Add one: the embedded agent needs no installation.'
                  : 'Whoever may change the catalogue can add one.'}
              </Text>
            </Empty>
          ) : (
            <Catalogue agents={rows} />
          )
        }
      </Loaded>
      <Machines />
      {isOpen && <AgentDialog onClose={close} />}
    </Page>
  );
}

function Catalogue({ agents }: { readonly agents: readonly Agent[] }): ReactNode {
  const { data: instance } = useInstance();
  const available = new Set(
    instance?.orchestrators.flatMap(({ runtimes }) => runtimes.filter((one) => one.available).map(({ name }) => name)),
  );
  return (
    <WideTable what="agents" head={['Name', 'Runtime', 'Network', 'Offered', '']} minWidth={560}>
      {agents.map((agent) => (
        <Table.Tr key={agent.id}>
          <Table.Td>{agent.name}</Table.Td>
          <Table.Td>
            {agent.runtime}{' '}
            {instance !== undefined && !available.has(agent.runtime) && (
              <Badge variant="light" color="orange">
                no machine here can run it
              </Badge>
            )}
          </Table.Td>
          <Table.Td>{agent.execution.network ?? 'by default'}</Table.Td>
          <Table.Td>
            <Offered agent={agent} />
          </Table.Td>
          <Table.Td>{agent.enabled && <SpawnButton agent={agent.name} />}</Table.Td>
        </Table.Tr>
      ))}
    </WideTable>
  );
}

/** Switched at once, and back where the server refuses. */
function Offered({ agent }: { readonly agent: Agent }): ReactNode {
  const api = useApi();
  const queries = useQueryClient();
  const { workspace } = usePlace();
  const may = useMay('agents:update');
  const change = useMutation({
    mutationFn: (enabled: boolean) =>
      take(api.PATCH('/api/v1/agents/{id}', { params: { path: { id: agent.id } }, body: { enabled } })),
    onSettled: () => queries.invalidateQueries({ queryKey: [workspace.id, 'agents'] }),
  });
  if (!may) return agent.enabled ? 'yes' : 'no';
  return (
    <>
      <Switch
        aria-label={`offer ${agent.name}`}
        checked={change.isPending ? change.variables : agent.enabled}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      <Trouble error={change.error} />
    </>
  );
}
