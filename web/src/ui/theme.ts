import { createTheme, DEFAULT_THEME, type CSSVariablesResolver } from '@mantine/core';

/** A cross has no name of its own. */
const closes = { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } };

export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  // By name: their own `extend` would bring each of them into the entry.
  components: {
    // Colour alone does not tell a link from the text around it.
    Anchor: { defaultProps: { underline: 'always' } },
    // Its place for the first focus is nothing that a menu may hold; the first item takes it.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: closes,
    Drawer: closes,
    Notification: closes,
  },
});

const names = Object.keys(DEFAULT_THEME.colors).filter((name) => name !== 'dark');

function each(variable: (name: string) => Record<string, string>): Record<string, string> {
  return Object.assign({}, ...names.map(variable)) as Record<string, string>;
}

/** The library's own soft colours fall short of a contrast of 4.5 : 1 here and there; these do not, in either theme. */
export const colours: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-placeholder': 'var(--mantine-color-gray-7)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    ...each((name) => ({
      [`--mantine-color-${name}-light`]: `var(--mantine-color-${name}-0)`,
      [`--mantine-color-${name}-light-hover`]: `var(--mantine-color-${name}-1)`,
      [`--mantine-color-${name}-light-color`]: `color-mix(in srgb, var(--mantine-color-${name}-9), black 25%)`,
      [`--mantine-color-${name}-outline`]: `var(--mantine-color-${name}-9)`,
      [`--mantine-color-${name}-text`]: `color-mix(in srgb, var(--mantine-color-${name}-9), black 25%)`,
    })),
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-placeholder': 'var(--mantine-color-dark-1)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-2)',
    '--mantine-color-error': 'var(--mantine-color-red-3)',
    ...each((name) => ({
      [`--mantine-color-${name}-light-color`]: `var(--mantine-color-${name}-2)`,
      [`--mantine-color-${name}-text`]: `var(--mantine-color-${name}-2)`,
    })),
  },
});
