import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Play } from 'lucide-react';
import { type ReactNode } from 'react';
import { onDemand } from '../../ui/on-demand.tsx';
import { useMay } from '../workspace.tsx';

const SpawnDialog = onDemand(async () => (await import('./spawn-dialog.tsx')).SpawnDialog);

/** Offered to who may. */
export function SpawnButton({
  agent,
  label = 'Spawn',
}: {
  readonly agent?: string;
  readonly label?: string;
}): ReactNode {
  const may = useMay('runs:create');
  const [isOpen, { open, close }] = useDisclosure(false);
  if (!may) return null;
  return (
    <>
      <Button
        size="compact-md"
        leftSection={<Play size={14} aria-hidden />}
        onClick={open}
        aria-label={agent === undefined ? label : `${label} ${agent}`}
      >
        {label}
      </Button>
      {isOpen && <SpawnDialog onClose={close} {...(agent === undefined ? {} : { agent })} />}
    </>
  );
}
