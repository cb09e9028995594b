import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';
import { ChangePassword } from './change-password.tsx';
import { KeyList } from './keys/key-list.tsx';

/** One's own password and keys. */
export function Account(): ReactNode {
  return (
    <Page title="Password and keys">
      <Stack gap="xl">
        <Section title="Password">
          <ChangePassword />
        </Section>
        <Section title="API keys">
          <KeyList />
        </Section>
      </Stack>
    </Page>
  );
}
