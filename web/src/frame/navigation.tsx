import { NavLink, Text } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Screen } from './screens.ts';

interface NavigationProps {
  readonly screens: readonly Screen[];
  readonly onGo: () => void;
}

export function Navigation({ screens, onGo }: NavigationProps): ReactNode {
  const { pathname } = useLocation();
  const groups = [...new Set(screens.map(({ group }) => group))];
  return (
    <nav aria-label="Screens">
      {groups.map((group) => (
        <div key={group}>
          {group !== '' && (
            <Text size="xs" c="dimmed" fw={600} px="sm" pt="sm" pb={4}>
              {group}
            </Text>
          )}
          {screens
            .filter((screen) => screen.group === group)
            .map(({ path, label, icon: Icon }) => (
              <NavLink
                key={path}
                component={Link}
                to={path}
                activeOptions={{ exact: isHome(path), includeSearch: false }}
                label={label}
                leftSection={<Icon size={16} aria-hidden />}
                active={isWithin(pathname, path)}
                {...(isWithin(pathname, path) ? { 'aria-current': 'page' as const } : {})}
                onClick={onGo}
                variant="light"
              />
            ))}
        </div>
      ))}
    </nav>
  );
}

/** Pure. A home is only itself; every other screen is where its pages are too. */
function isWithin(pathname: string, path: string): boolean {
  return pathname === path || (!isHome(path) && pathname.startsWith(`${path}/`));
}

function isHome(path: string): boolean {
  return /^\/(?:w\/[^/]+)?$/.test(path);
}
