import { liveApi, parseStrictJson, WheelhouseError } from '@wheelhouse/protocol';

/** @throws WheelhouseError INVALID for what is no strict JSON, and for what is no frame of a client */
export function readLiveFrame(text: string): liveApi.LiveClientFrame {
  const parsed = liveApi.LiveClientFrame.safeParse(parseStrictJson(text));
  if (parsed.success) return parsed.data;
  throw new WheelhouseError('INVALID', 'no such frame');
}

/** The client's own mark, for what answers its frame. */
export function markOf(frame: { readonly id?: string | undefined }): { readonly id?: string } {
  return frame.id === undefined ? {} : { id: frame.id };
}
