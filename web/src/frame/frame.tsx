import { AppShell, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { HelpButton } from './help-button.tsx';
import { Navigation } from './navigation.tsx';
import { Palette, type PaletteAction, type PaletteMore } from './palette.tsx';
import type { Screen } from './screens.ts';
import { canCopyAddress, copyAddress, Shortcuts } from './shortcuts.tsx';
import { ThemeSwitch } from './theme-switch.tsx';

export interface FrameProps {
  /** What this console is of. */
  readonly product: ReactNode;
  /** Switches the workspace or instance; stands in the header. */
  readonly switcher?: ReactNode;
  /** The person's own menu. */
  readonly person: ReactNode;
  /** Something that concerns every screen, such as a lost connection. */
  readonly banner?: ReactNode;
  /** Those that the person may see. */
  readonly screens: readonly Screen[];
  /** What the palette can do beside going to screens. */
  readonly actions?: readonly PaletteAction[];
  readonly more: PaletteMore;
  readonly children: ReactNode;
}

/** What stands around every screen of both consoles. */
export function Frame({
  product,
  switcher,
  person,
  banner,
  screens,
  actions = [],
  more,
  children,
}: FrameProps): ReactNode {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const [isHelpOpen, help] = useDisclosure(false);
  const everywhere: readonly PaletteAction[] = [
    { id: 'help', label: 'Help', description: 'Keys, and the API', run: help.open },
    ...(canCopyAddress ? [{ id: 'copy', label: 'Copy the address of this screen', run: copyAddress }] : []),
  ];
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 220, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
      padding={{ base: 'sm', sm: 'md' }}
    >
      <a className="wh-skip" href="#main">
        To the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="sm" justify="space-between" wrap="nowrap" gap="xs">
          <Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
            <Burger opened={isOpen} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
            <Text fw={700} component="div" visibleFrom="xs" style={{ whiteSpace: 'nowrap' }}>
              {product}
            </Text>
            {switcher}
          </Group>
          <Group gap={4} wrap="nowrap">
            <Palette screens={screens} actions={[...actions, ...everywhere]} more={more} />
            <HelpButton onOpen={help.open} />
            <ThemeSwitch />
            {person}
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Screens">
        <AppShell.Section grow style={{ overflowY: 'auto' }}>
          <Navigation screens={screens} onGo={close} />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        {banner}
        {children}
      </AppShell.Main>
      <Shortcuts screens={screens} isHelpOpen={isHelpOpen} help={help} />
    </AppShell>
  );
}
