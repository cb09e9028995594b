import { z } from 'zod';

/** As agents see it: an environment variable can have it as its name. */
export const SecretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be a name like DEPLOY_TOKEN');

/** 32 KiB in characters: it has to fit into the environment of a process, which has a few of them. */
const SecretValue = z.string().min(1).max(32_768);
const Description = z.string().trim().max(1024);

/** Everything of a secret but its value, which no route shows. */
export const SecretView = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  /** Counts the values it had. */
  version: z.number().int(),
  createdBy: z.string().nullable(),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type SecretView = z.infer<typeof SecretView>;

/** `POST /secrets` */
export const CreateSecret = z.strictObject({
  name: SecretName,
  value: SecretValue,
  description: Description.default(''),
});
export type CreateSecret = z.infer<typeof CreateSecret>;

/** `PATCH /secrets/:id`: what is absent stays. */
export const UpdateSecret = z.strictObject({ value: SecretValue.optional(), description: Description.optional() });
export type UpdateSecret = z.infer<typeof UpdateSecret>;
