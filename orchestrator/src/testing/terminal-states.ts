import { isTerminalRun, runStates } from '@wheelhouse/protocol';

export const terminalStates = runStates.filter((state) => isTerminalRun(state));
