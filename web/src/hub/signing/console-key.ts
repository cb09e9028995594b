import { useSyncExternalStore } from 'react';

/** The console's own key, which signs commands. It is in this tab's memory and nowhere else. */
export interface ConsoleKey {
  /** Of the console: an instance like any other to those that it commands. */
  readonly instanceId: string;
  readonly name: string;
  readonly signer: { readonly keyid: string; readonly publicKey: Uint8Array; sign(bytes: Uint8Array): Uint8Array };
}

let current: ConsoleKey | null = null;
const readers = new Set<() => void>();

/** Keeps a key until the page is left, or null to forget it. */
export function keepConsoleKey(key: ConsoleKey | null): void {
  current = key;
  for (const reader of readers) reader();
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

export function useConsoleKey(): ConsoleKey | null {
  return useSyncExternalStore(subscribe, () => current);
}
