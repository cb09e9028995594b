import { commandStates, isTerminalCommand } from '@wheelhouse/protocol';

/** Of commands that have not ended. */
export const openCommandStates = commandStates.filter((state) => !isTerminalCommand(state));
