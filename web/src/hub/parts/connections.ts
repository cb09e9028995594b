import type { Schemas } from '../api.ts';

export type Connection = Schemas['ConnectionView'];

export const connectionColors: Readonly<Record<string, string>> = {
  active: 'green',
  pending: 'yellow',
  suspended: 'orange',
  disconnected: 'gray',
};
