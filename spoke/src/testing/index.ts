// What tests of the whole system need of this package's own.

export { startOidcServer, type OidcServer } from './oidc-server.ts';
