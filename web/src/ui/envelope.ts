/** What an envelope says, unverified: for showing, never to decide by. Null where it cannot be read. Pure. */
export function payloadOf(envelope: string): Readonly<Record<string, unknown>> | null {
  try {
    const { payload } = JSON.parse(envelope) as { payload: string };
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return null;
  }
}
