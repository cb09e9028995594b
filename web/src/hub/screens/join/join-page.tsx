import { Stack, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { Page } from '../../../ui/page.tsx';
import { useMay } from '../../me.ts';
import { Section } from '../../../ui/section.tsx';
import { NewToken, type ShownToken } from './new-token.tsx';
import { TokenShown } from './token-shown.tsx';
import { TokenTable } from './token-table.tsx';
import { WaitingTable } from './waiting-table.tsx';

/** How an instance comes to the hub: a token to paste there, then a code that two people compare. */
export function JoinPage(): ReactNode {
  const mayCreate = useMay('join-tokens:create');
  const seesInstances = useMay('instances:read');
  const [shown, setShown] = useState<ShownToken | null>(null);
  return (
    <Page title="Join">
      <Stack gap="xl">
        {mayCreate ? (
          <Section title="Add an instance">
            {shown === null ? (
              <NewToken onMade={setShown} />
            ) : (
              <TokenShown token={shown} onDone={() => setShown(null)} />
            )}
          </Section>
        ) : (
          <Text size="sm">An owner or administrator of the hub can make a token by which an instance joins.</Text>
        )}
        {seesInstances && (
          <Section title="Waiting to be let in">
            <WaitingTable />
          </Section>
        )}
        <Section title="Tokens">
          <TokenTable />
        </Section>
      </Stack>
    </Page>
  );
}
