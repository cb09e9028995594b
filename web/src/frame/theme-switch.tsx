import { ActionIcon, useMantineColorScheme } from '@mantine/core';
import { Moon, Sun, SunMoon, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

type Scheme = 'auto' | 'light' | 'dark';
const next: Readonly<Record<Scheme, Scheme>> = { auto: 'light', light: 'dark', dark: 'auto' };
const icons: Readonly<Record<Scheme, LucideIcon>> = { auto: SunMoon, light: Sun, dark: Moon };
const words: Readonly<Record<Scheme, string>> = { auto: 'as the system', light: 'light', dark: 'dark' };

export function ThemeSwitch(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = icons[colorScheme];
  const label = `Theme: ${words[colorScheme]}`;
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      title={label}
      aria-label={label}
      onClick={() => setColorScheme(next[colorScheme])}
    >
      <Icon size={18} />
    </ActionIcon>
  );
}
