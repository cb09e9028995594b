import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CirclePause,
  CircleX,
  Hourglass,
  LoaderCircle,
  OctagonX,
  TimerOff,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import classes from './run-state.module.css';

interface Look {
  readonly color: string;
  readonly icon: LucideIcon;
}

/** One vocabulary on every screen. The word says it too, not the colour alone. */
const looks: Readonly<Record<string, Look>> = {
  queued: { color: 'gray', icon: CircleDashed },
  preparing: { color: 'blue', icon: LoaderCircle },
  starting: { color: 'blue', icon: LoaderCircle },
  running: { color: 'blue', icon: LoaderCircle },
  waiting: { color: 'yellow', icon: Hourglass },
  idle: { color: 'cyan', icon: CirclePause },
  stopping: { color: 'orange', icon: OctagonX },
  succeeded: { color: 'green', icon: CircleCheck },
  failed: { color: 'red', icon: CircleX },
  cancelled: { color: 'gray', icon: Ban },
  killed: { color: 'grape', icon: OctagonX },
  timed_out: { color: 'orange', icon: TimerOff },
  rejected: { color: 'red', icon: Ban },
  lost: { color: 'red', icon: CircleHelp },
};

interface RunStateProps {
  readonly state: string;
  readonly code?: string | null;
  /** Without its icon: for lists, of which each row counts. */
  readonly isPlain?: boolean;
}

export function RunState({ state, code, isPlain = false }: RunStateProps): ReactNode {
  const { color, icon: Icon } = looks[state] ?? { color: 'gray', icon: CircleHelp };
  const colours = {
    color: `var(--mantine-color-${color}-light-color)`,
    background: `var(--mantine-color-${color}-light)`,
  };
  return (
    <span className={classes.state} style={colours} data-state={state}>
      {!isPlain && <Icon size={13} aria-hidden />}
      {state.replace('_', ' ')}
      {code === null || code === undefined ? '' : ` · ${code}`}
    </span>
  );
}
