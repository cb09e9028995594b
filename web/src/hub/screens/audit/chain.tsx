import { Alert, Button, Code, List, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Loaded } from '../../../ui/loaded.tsx';
import { TimeAgo } from '../../../ui/time-ago.tsx';
import { Trouble } from '../../../ui/trouble.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { systemQuery } from '../../parts/system.ts';
import type { AuditReport } from './verify-chain.ts';

/** How far the log is chained and signed, and whether it holds. */
export function Chain({ mayVerify }: { readonly mayVerify: boolean }): ReactNode {
  const system = useQuery(systemQuery);
  return (
    <Stack gap="sm">
      <Loaded query={system} what="state of the chain">
        {({ audit: { head, pending } }) => (
          <Facts
            of={[
              [
                'Signed',
                head === null ? (
                  'not yet; the hub signs a head every ten minutes, and with each export'
                ) : (
                  <>
                    up to row {head.seq}, <TimeAgo at={head.at} />
                  </>
                ),
              ],
              ['Not linked yet', `${pending} rows`],
            ]}
          />
        )}
      </Loaded>
      {mayVerify && <Verify />}
    </Stack>
  );
}

function Verify(): ReactNode {
  const [fingerprint, setFingerprint] = useState('');
  const verify = useMutation({
    mutationFn: async () => (await import('./verify-chain.ts')).verifyChain(fingerprint.trim()),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        verify.mutate();
      }}
    >
      <Stack gap="xs" align="flex-start" maw={640}>
        <TextInput
          label="Fingerprint of the hub"
          description="As you know it from elsewhere. Empty: the log has to hold under the key that the hub itself names."
          w="100%"
          autoComplete="off"
          value={fingerprint}
          onChange={(event) => setFingerprint(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" loading={verify.isPending}>
          Verify the whole log here
        </Button>
        <Trouble error={verify.error} />
        {verify.data !== undefined && <Report report={verify.data} />}
      </Stack>
    </form>
  );
}

function Report({ report }: { readonly report: AuditReport }): ReactNode {
  const { ok, entries, checkpoints, fingerprint, problems, problemCount } = report;
  if (ok)
    return (
      <Alert color="green" icon={<ShieldCheck size={18} aria-hidden />} role="status" title="The log is whole">
        <Text size="sm">
          {entries} rows in one chain, none altered, removed or moved; {checkpoints} signed heads hold, under the key{' '}
          <Code style={{ overflowWrap: 'anywhere' }}>{fingerprint}</Code>.
        </Text>
      </Alert>
    );
  return (
    <Alert color="red" icon={<ShieldAlert size={18} aria-hidden />} role="alert" title="The log does not hold">
      <Text size="sm">
        {problemCount} problems{problemCount > problems.length ? `; the first ${problems.length}` : ''}:
      </Text>
      <List size="sm">
        {problems.map(({ kind, seq, message }) => (
          <List.Item key={`${kind} ${seq ?? ''} ${message}`}>{message}</List.Item>
        ))}
      </List>
      <Text size="sm">Save an export now, and compare it with older ones: npx wheelhouse audit verify.</Text>
    </Alert>
  );
}
