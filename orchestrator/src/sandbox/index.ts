export { findSpecFault, isMarkerText, markerVariable } from './process-spec.ts';
export type { ProcessSpec } from './process-spec.ts';
