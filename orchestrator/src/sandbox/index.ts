export { findTool } from './find-program.ts';
export { markerVariable } from './process-spec.ts';
export type { ProcessSpec, ResourceLimits } from './process-spec.ts';
