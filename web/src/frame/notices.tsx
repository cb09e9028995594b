import { Notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';

/** Where what was told is shown. */
export function Notices(): ReactNode {
  return <Notifications position="bottom-right" />;
}
