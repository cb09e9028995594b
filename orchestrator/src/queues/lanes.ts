import type { Lane } from '@wheelhouse/protocol';

export const lanes: readonly Lane[] = ['ctl', 'run'];
