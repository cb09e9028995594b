export { openGate, type Gate } from './passwords/gate.ts';
export { codeMatches, createOneTimeCode, macOfCode, oneTimeCodeRules } from './codes/one-time-code.ts';
export {
  createPasswordHasher,
  hashParameters,
  passwordMaxBytes,
  type PasswordCheck,
  type PasswordHasher,
  type PasswordHasherOptions,
} from './passwords/password-hasher.ts';
export {
  createRingKey,
  keyIdOf,
  loadOrCreateKeyRing,
  saveKeyRing,
  withNewKey,
  withoutSpentKeys,
  type KeyRing,
} from './sealing/key-ring.ts';
export { createLiveSealer, type LiveSealer } from './sealing/live-sealer.ts';
export { createSealer, type Sealer } from './sealing/sealer.ts';
export { createToken, tokenDigest, type Token } from './tokens/token.ts';
export type { AddressedMail, InvitationMailData, Mail, MailKind } from './mail/mail.ts';
export { decideDelivery, type Delivery } from './mail/decide-delivery.ts';
export { escapeHtml, renderMail, type MailFrame, type RenderedMail } from './mail/render-mail.ts';
export { openSmtpTransport, type MailTransport, type SmtpOptions } from './mail/smtp-transport.ts';
export { createTokenSigner, type TokenClaims, type TokenSigner, type TokenUse } from './tokens/signed-token.ts';
export { createRecoveryCodes, macOfRecoveryCode, recoveryCodeMatches } from './factors/recovery-codes.ts';
export { createTotpSecret, describeTotp, findTotpStep, totpCode } from './factors/totp.ts';
export { createIssuerFetch, isInternalAddress } from './oidc/issuer-fetch.ts';
export {
  createOidcClient,
  type OidcClient,
  type OidcClientOptions,
  type OidcFlow,
  type OidcIdentity,
  type OidcProvider,
} from './oidc/oidc-client.ts';
export {
  addressDigest,
  attemptTakes,
  defaultSignInLimits,
  factorTakes,
  mailTakes,
  passwordTakes,
  takeAttempts,
  type SignInLimits,
  type Take,
} from './sign-in/attempts.ts';
export { isLiveSession, sessionRules } from './sign-in/session-rules.ts';
