// What each sealed value is bound to. One that is moved to another row, or to another kind of row, does not open there;
// `reseal.ts` goes over every kind that lives longer than a superseded key.

export function mailContext(id: string): string {
  return `mail:${id}`;
}

export function totpContext(factorId: string): string {
  return `totp:${factorId}`;
}

export function providerContext(id: string): string {
  return `oidc-provider:${id}`;
}

export function secretContext(workspaceId: string, id: string): string {
  return `secret:${workspaceId}:${id}`;
}

/** Answers kept for an `Idempotency-Key`: some show a secret. */
export function keptAnswerContext(workspaceId: string, principalId: string, key: string): string {
  return `kept-answer:${workspaceId}:${principalId}:${key}`;
}
