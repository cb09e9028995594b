import { z } from 'zod';
import { InstanceId } from '../../ids.ts';
import { ConnectionState } from '../../link/frames.ts';
import { PageQuery } from '../envelope.ts';

/** `POST /connections`: `from` asks `to`; asking counts as `from`'s acceptance. */
export const RequestConnection = z.strictObject({ from: InstanceId, to: InstanceId });
export type RequestConnection = z.infer<typeof RequestConnection>;

/** Body of `POST /connections/:id/{accept,suspend,resume,disconnect}`: for which side the operator acts. */
export const ConnectionAction = z.strictObject({ instance: InstanceId });
export type ConnectionAction = z.infer<typeof ConnectionAction>;

/** `GET /connections`: all, or those that one instance is a side of. Newest first. */
export const ConnectionsQuery = PageQuery.extend({ instance: InstanceId.optional() });

/** Only `active` carries messages. Times are milliseconds since the epoch. */
export const ConnectionView = z.object({
  id: z.uuid(),
  a: InstanceId,
  b: InstanceId,
  state: ConnectionState,
  aAcceptedAt: z.number().int().nullable(),
  bAcceptedAt: z.number().int().nullable(),
  suspendedBy: z.string().nullable(),
  /** Of the two identity keys: both instances' owners compare it before they pin each other. */
  shortCode: z.string(),
  updatedAt: z.number().int(),
});
export type ConnectionView = z.infer<typeof ConnectionView>;
