import { z } from 'zod';
import { OrganizationId } from '../../ids.ts';

const uuid = z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'must be a lower-case UUID');
const Domain = z
  .string()
  .max(253)
  .toLowerCase()
  .regex(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}$/, 'must be a domain');

/** Where an organization's people sign in. The client's secret is never shown. */
export const OidcProviderView = z.object({
  id: uuid,
  name: z.string(),
  issuer: z.string(),
  clientId: z.string(),
  /** People with an address here join the organization at their first sign-in. */
  domains: z.array(z.string()),
  enabled: z.boolean(),
  createdAt: z.number().int(),
  /** What the provider has to be told to send browsers back to. */
  redirectUri: z.string(),
});
export type OidcProviderView = z.infer<typeof OidcProviderView>;

const fields = {
  name: z.string().trim().min(1).max(128),
  issuer: z.url({ protocol: /^https?$/ }).max(512),
  clientId: z.string().min(1).max(512),
  clientSecret: z.string().min(1).max(1024),
  domains: z.array(Domain).max(50),
  enabled: z.boolean(),
};

/** `POST /organizations/:id/oidc-providers` */
export const CreateOidcProvider = z.strictObject({
  ...fields,
  domains: fields.domains.default([]),
  enabled: fields.enabled.default(true),
});
export type CreateOidcProvider = z.infer<typeof CreateOidcProvider>;

/** `PATCH /organizations/:id/oidc-providers/:providerId`. The issuer stays: people are known by it. */
export const UpdateOidcProvider = z.strictObject({
  name: fields.name.optional(),
  clientId: fields.clientId.optional(),
  clientSecret: fields.clientSecret.optional(),
  domains: fields.domains.optional(),
  enabled: fields.enabled.optional(),
});
export type UpdateOidcProvider = z.infer<typeof UpdateOidcProvider>;

/** What anybody may know of it: what the button says. */
export const OidcChoice = z.object({ id: uuid, name: z.string() });
export type OidcChoice = z.infer<typeof OidcChoice>;

/** The path of a provider. */
export const OidcParams = z.object({ organizationId: OrganizationId, providerId: uuid });

/** `POST /auth/oidc/:organizationId/:providerId/start` */
export const StartOidc = z.strictObject({
  /** A path of ours to come back to. */
  returnTo: z
    .string()
    .max(512)
    .regex(/^\/(?![/\\])[^\\\s]*$/, 'must be a path')
    .default('/'),
});
export type StartOidc = z.infer<typeof StartOidc>;

/** Where to send the browser. */
export const StartedOidc = z.object({ url: z.string() });
