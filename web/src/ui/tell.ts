import { notifications } from '@mantine/notifications';

/** Tells that something was done. What went wrong is told where it happened instead. */
export function tell(message: string): void {
  notifications.show({ message, closeButtonProps: { 'aria-label': 'Dismiss' } });
}
