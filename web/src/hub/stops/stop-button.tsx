import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { lazy, Suspense, type ReactNode } from 'react';
import { useMay } from '../me.ts';

const StopDialog = lazy(async () => ({ default: (await import('./stop-dialog.tsx')).StopDialog }));

export function StopButton(): ReactNode {
  const [isOpen, { open, close }] = useDisclosure(false);
  if (!useMay('fleet:command')) return null;
  return (
    <>
      <Button size="xs" color="red" variant="outline" onClick={open}>
        Stop everything
      </Button>
      <Suspense>{isOpen && <StopDialog isOpen onClose={close} />}</Suspense>
    </>
  );
}
