import { errors, jwtVerify, SignJWT, type JWTHeaderParameters } from 'jose';
import { z } from 'zod';
import type { Sealer } from '../sealing/sealer.ts';

const Claims = z.object({
  kind: z.enum(['workspace', 'organization']),
  /** The workspace's or organization's id. */
  scopeId: z.string().min(1),
  /** Id of the stored invitation, which can be revoked: the signature alone admits nobody. */
  invitationId: z.string().min(1),
  email: z.string().min(3),
  role: z.string().min(1),
  /** How many times it was sent by then; a link of a mail before the last one is void. */
  sends: z.number().int().min(0),
});

/** What an invitation's link says, signed. */
export type SignedInvitation = Readonly<z.infer<typeof Claims>>;

export interface InvitationTokens {
  /** @param expiresAt milliseconds since the epoch */
  sign(claims: SignedInvitation, expiresAt: number): Promise<string>;
  /** Null for everything that was not signed here as an invitation, or is over. */
  verify(token: string, now: number): Promise<SignedInvitation | null>;
}

const algorithm = 'HS256';
const type = 'wh-invitation+jwt';

/**
 * JWTs by a key derived from the instance's secrets key; after a rotation, older links hold as long as their key is in
 * the ring.
 * @param instance its id: another instance with the same key file takes no links of this one
 */
export function createInvitationTokens(sealer: Sealer, instance: string): InvitationTokens {
  const bound = { issuer: instance, audience: instance } as const;
  return {
    async sign(claims, expiresAt) {
      const [newest] = sealer.signingKeys;
      if (newest === undefined) throw new Error('a key ring has at least one key');
      const { kind, scopeId, invitationId, email, role, sends } = claims;
      return new SignJWT({ kind, scope: scopeId, email, role, sends })
        .setProtectedHeader({ alg: algorithm, typ: type, kid: newest.id })
        .setJti(invitationId)
        .setIssuer(bound.issuer)
        .setAudience(bound.audience)
        .setExpirationTime(Math.floor(expiresAt / 1000))
        .sign(newest.key);
    },
    async verify(token, now) {
      try {
        const { payload } = await jwtVerify(token, (header) => keyOf(sealer, header), {
          ...bound,
          algorithms: [algorithm],
          typ: type,
          requiredClaims: ['jti', 'exp'],
          currentDate: new Date(now),
        });
        const { kind, scope, email, role, sends, jti } = payload;
        const parsed = Claims.safeParse({ kind, scopeId: scope, invitationId: jti, email, role, sends });
        return parsed.success ? parsed.data : null;
      } catch (error) {
        if (error instanceof errors.JOSEError) return null;
        throw error;
      }
    },
  };
}

function keyOf(sealer: Sealer, header: JWTHeaderParameters): Uint8Array {
  const known = sealer.signingKeys.find(({ id }) => id === header.kid);
  if (known === undefined) throw new errors.JWKSNoMatchingKey();
  return known.key;
}
