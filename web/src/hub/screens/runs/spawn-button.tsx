import { Button } from '@mantine/core';
import { Play } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { onDemand } from '../../../ui/on-demand.tsx';
import { useMay } from '../../me.ts';

const SpawnDialog = onDemand(async () => (await import('./spawn-dialog.tsx')).SpawnDialog);

export function SpawnButton(): ReactNode {
  const may = useMay('fleet:command');
  const [isOpen, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button size="xs" leftSection={<Play size={14} aria-hidden />} onClick={() => setOpen(true)}>
        Spawn
      </Button>
      {isOpen && <SpawnDialog onClose={() => setOpen(false)} />}
    </>
  );
}
