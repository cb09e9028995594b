/** What a link to the sign-in page brought along after `#`, where no server sees it. */
export type EntryHint =
  | { readonly kind: 'none' }
  /** A one-time link. */
  | { readonly kind: 'link'; readonly token: string }
  /** A provider's sign-in failed. */
  | { readonly kind: 'error'; readonly code: string }
  /** A provider knows the person; the second factor is missing. */
  | { readonly kind: 'second-factor'; readonly challenge: string }
  /** A provider's person whom nobody here is known by: a code went to their address. */
  | { readonly kind: 'verify'; readonly id: string };

/** @param hash without its `#`. Pure. */
export function readHint(hash: string): EntryHint {
  if (hash === '') return { kind: 'none' };
  const [, name, value = ''] = /^(error|second-factor|verify)=(.+)$/.exec(hash) ?? [];
  switch (name) {
    case 'error':
      return { kind: 'error', code: value };
    case 'second-factor':
      return { kind: 'second-factor', challenge: value };
    case 'verify':
      return { kind: 'verify', id: value };
    case undefined:
    default:
      return { kind: 'link', token: hash };
  }
}
