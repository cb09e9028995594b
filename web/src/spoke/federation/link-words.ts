import type { components } from '@wheelhouse/client';

export type LinkStateName = components['schemas']['LinkStateName'];

interface Words {
  readonly title: string;
  readonly meaning: string;
  readonly color: string;
}

/** What the state of the link to the hub means for people. */
export const linkWords: Readonly<Record<LinkStateName, Words>> = {
  not_joined: {
    title: 'Of no hub',
    meaning: 'This instance works by itself. It can join a hub to work with other instances.',
    color: 'gray',
  },
  live: { title: 'Up', meaning: 'What is signed here is delivered at once.', color: 'green' },
  dialling: { title: 'Connecting', meaning: 'Everything local works; what is for others waits here.', color: 'yellow' },
  proving: { title: 'Connecting', meaning: 'The hub and this instance prove who they are.', color: 'yellow' },
  idle: { title: 'Down', meaning: 'Everything local works; what is for others waits here.', color: 'orange' },
  backoff: {
    title: 'Down',
    meaning: 'It is tried again by itself. Everything local works; what is for others waits here.',
    color: 'orange',
  },
  stopped: {
    title: 'Stopped',
    meaning: 'The hub refused this instance, and it does not try again by itself. Everything local works.',
    color: 'red',
  },
};
