import { z } from 'zod';
import { codeNames } from '../codes.ts';

export const ResponseMeta = z.object({
  requestId: z.string(),
  /** ISO 8601, UTC. */
  timestamp: z.string(),
  page: z.object({ nextCursor: z.string().nullable() }).optional(),
});

/** The body of every success: `{data, meta}`. */
export function successOf<T extends z.ZodType>(
  data: T,
): z.ZodObject<{ data: T; meta: typeof ResponseMeta }, z.core.$strip> {
  return z.object({ data, meta: ResponseMeta });
}

/** The body of every error: a registered code, a text for people, and what is wrong where that helps. */
export const ErrorBody = z.object({
  error: z.object({
    code: z.enum(codeNames),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
  meta: ResponseMeta,
});
export type ErrorBody = z.infer<typeof ErrorBody>;

/** Cursor paging of every list: opaque cursor, `limit` rows at most. */
export const PageQuery = z.object({
  cursor: z.string().max(512).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.infer<typeof PageQuery>;
