export { buildBwrapArguments } from './bwrap-arguments.ts';
export type { BwrapFeatures } from './bwrap-arguments.ts';
export { findProgram, findTool } from './find-program.ts';
export { dropPrivilegeArguments } from './privileges.ts';
export { findSpecFault, isMarkerText, markerVariable } from './process-spec.ts';
export type { ProcessSpec } from './process-spec.ts';
export { buildUnshareCommand, initScript, initShell } from './unshare-command.ts';
export type { UnshareTools } from './unshare-command.ts';
