import { useState, type ReactNode } from 'react';
import type { DangerProps } from './danger-box.tsx';
import { onDemand } from './on-demand.tsx';

const DangerBox = onDemand(async () => (await import('./danger-box.tsx')).DangerBox);

/** Asks before something is done that hurts. What goes wrong is told there, and nothing is lost that was typed. */
export function Danger(props: DangerProps): ReactNode {
  const [wasAsked, setAsked] = useState(false);
  if (props.isOpen && !wasAsked) setAsked(true);
  return wasAsked && <DangerBox {...props} />;
}
