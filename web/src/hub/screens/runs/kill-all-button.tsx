import { Button } from '@mantine/core';
import { OctagonX } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useMay } from '../../me.ts';

const KillAllDialog = lazy(async () => ({ default: (await import('./kill-all-dialog.tsx')).KillAllDialog }));

export function KillAllButton(): ReactNode {
  const may = useMay('fleet:command');
  const [isOpen, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<OctagonX size={14} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Kill all…
      </Button>
      {isOpen && (
        <Suspense>
          <KillAllDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
