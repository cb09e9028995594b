import type { ReactNode } from 'react';

/** The end of an id, which differs; the whole of it on hovering. */
export function ShortId({ id }: { readonly id: string }): ReactNode {
  return (
    <span className="wh-mono" title={id}>
      {id.slice(-12)}
    </span>
  );
}
