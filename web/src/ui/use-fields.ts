import { useState, type ChangeEvent } from 'react';

type Typing = ChangeEvent<HTMLInputElement | HTMLTextAreaElement>;

export interface Fields<T> {
  readonly typed: T;
  /** What a text input of a field needs. */
  readonly bind: (field: keyof T) => { readonly value: string; readonly onChange: (event: Typing) => void };
  readonly set: (change: Partial<T>) => void;
}

/** What somebody has typed into a form of texts. */
export function useFields<T extends Readonly<Record<keyof T, string>>>(initial: T): Fields<T> {
  const [typed, setTyped] = useState(initial);
  const set = (change: Partial<T>): void => setTyped((known) => ({ ...known, ...change }));
  const bind = (field: keyof T) => ({
    value: typed[field],
    onChange: ({ currentTarget: { value } }: Typing) => setTyped((known) => ({ ...known, [field]: value })),
  });
  return { typed, bind, set };
}
