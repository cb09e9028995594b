/** What an invitation's link says of itself. Only the server can tell whether that is true. */
export interface InvitationClaims {
  readonly email: string;
  readonly role: string;
  readonly kind: 'workspace' | 'organization';
}

/** Null for what is no invitation's token. Pure. */
export function readInvitation(token: string): InvitationClaims | null {
  const [, payload = ''] = token.split('.');
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
    const { email, role, kind } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (typeof email !== 'string' || typeof role !== 'string') return null;
    return { email, role, kind: kind === 'organization' ? kind : 'workspace' };
  } catch {
    return null;
  }
}
