import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { Page } from '../../ui/page.tsx';
import { NamePart, PasswordPart } from '../profile/name-and-password.tsx';
import { SecondFactorPart } from '../profile/second-factor-part.tsx';
import { SessionsPart } from '../profile/sessions-part.tsx';

/** Oneself: how one is called, and how one gets in. */
export function Profile(): ReactNode {
  return (
    <Page title="Profile">
      <Stack gap="xl" maw={680}>
        <NamePart />
        <PasswordPart />
        <SecondFactorPart />
        <SessionsPart />
      </Stack>
    </Page>
  );
}
