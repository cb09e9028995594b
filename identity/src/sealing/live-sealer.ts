import type { KeyRing } from './key-ring.ts';
import { createSealer, type Sealer } from './sealer.ts';

/** A sealer whose ring can be exchanged under those who hold it. */
export interface LiveSealer {
  readonly sealer: Sealer;
  readonly ring: KeyRing;
  /** From here on the newest key of this ring seals. */
  use(ring: KeyRing): void;
}

export function createLiveSealer(first: KeyRing): LiveSealer {
  const state = { ring: first, current: createSealer(first) };
  return {
    sealer: {
      seal: (plain, context) => state.current.seal(plain, context),
      open: (sealed, context) => state.current.open(sealed, context),
      isOutdated: (sealed) => state.current.isOutdated(sealed),
      mac: (context, text) => state.current.mac(context, text),
      checkMac: (context, text, mac) => state.current.checkMac(context, text, mac),
      get signingKeys() {
        return state.current.signingKeys;
      },
    },
    get ring() {
      return state.ring;
    },
    use(ring) {
      state.current = createSealer(ring);
      state.ring = ring;
    },
  };
}
