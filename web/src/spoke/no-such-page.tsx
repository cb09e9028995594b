import { Anchor, Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export function NoSuchPage(): ReactNode {
  return (
    <Center mih="60vh" component="main">
      <Stack align="center">
        <Title order={1} size="h3">
          There is no such page
        </Title>
        <Text>The address may be of a screen that this version does not have.</Text>
        <Anchor href="/">To the beginning</Anchor>
      </Stack>
    </Center>
  );
}
