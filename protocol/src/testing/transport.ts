/**
 * One end of a link's socket as the peers below need it. Texts and the close code that come before a listener was set
 * are kept for it.
 */
export interface Transport {
  send(text: string): void;
  close(code: number): void;
  onText(listener: (text: string) => void): void;
  onClose(listener: (code: number) => void): void;
}

type Item = { readonly text: string } | { readonly code: number };

class MemoryEnd implements Transport {
  other: MemoryEnd | null = null;
  #kept: Item[] = [];
  #onText: ((text: string) => void) | null = null;
  #onClose: ((code: number) => void) | null = null;
  #closed = false;

  send(text: string): void {
    if (!this.#closed) this.other?.arrive({ text });
  }

  close(code: number): void {
    if (this.#closed) return;
    this.other?.arrive({ code });
    this.arrive({ code });
    this.#closed = true;
  }

  onText(listener: (text: string) => void): void {
    this.#onText = listener;
    this.#flush();
  }

  onClose(listener: (code: number) => void): void {
    this.#onClose = listener;
    this.#flush();
  }

  arrive(item: Item): void {
    if (this.#closed) return;
    this.#kept.push(item);
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    for (let item = this.#kept[0]; item !== undefined; item = this.#kept[0]) {
      const listener = 'text' in item ? this.#onText : this.#onClose;
      if (listener === null) return;
      this.#kept.shift();
      if ('text' in item) this.#onText?.(item.text);
      else {
        this.#closed = true;
        this.#onClose?.(item.code);
      }
    }
  }
}

/** Two ends in one process: what goes into one comes out of the other, in order and later, never at once. */
export function connectPair(): [Transport, Transport] {
  const [a, b] = [new MemoryEnd(), new MemoryEnd()];
  a.other = b;
  b.other = a;
  return [a, b];
}
