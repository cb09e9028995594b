export { findTool } from './find-program.ts';
export { markerVariable } from './process-spec.ts';
export type { ProcessSpec } from './process-spec.ts';
