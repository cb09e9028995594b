import { decodeBase64Url, decodeUtf8, encodeBase64Url, encodeUtf8 } from '../crypto/bytes.ts';

interface Parts {
  payloadType: string;
  payload: string;
  sig: string;
}

/** Rewrites an envelope's parts without signing anew: what anybody on the way could do. */
export function tamper(text: string, change: (parts: Parts) => void): string {
  const { payloadType, payload, signatures } = JSON.parse(text) as {
    payloadType: string;
    payload: string;
    signatures: [{ keyid: string; sig: string }];
  };
  const parts: Parts = { payloadType, payload, sig: signatures[0].sig };
  change(parts);
  return JSON.stringify({
    payloadType: parts.payloadType,
    payload: parts.payload,
    signatures: [{ keyid: signatures[0].keyid, sig: parts.sig }],
  });
}

/** One bit of one payload byte turned over. */
export function flipPayloadByte(text: string, at?: number): string {
  return tamper(text, (parts) => {
    const bytes = Uint8Array.from(decodeBase64Url(parts.payload));
    const index = at ?? bytes.length >> 1;
    bytes[index] = (bytes[index] ?? 0) ^ 1;
    parts.payload = encodeBase64Url(bytes);
  });
}

/** The payload's members replaced, the signature kept. */
export function changePayload(text: string, changes: Readonly<Record<string, unknown>>): string {
  return tamper(text, (parts) => {
    const message = JSON.parse(decodeUtf8(decodeBase64Url(parts.payload))) as Record<string, unknown>;
    parts.payload = encodeBase64Url(encodeUtf8(JSON.stringify({ ...message, ...changes })));
  });
}

/** The same content with its members in another order, the signature kept. */
export function reserialise(text: string): string {
  return tamper(text, (parts) => {
    const message = JSON.parse(decodeUtf8(decodeBase64Url(parts.payload))) as Record<string, unknown>;
    parts.payload = encodeBase64Url(
      encodeUtf8(JSON.stringify(Object.fromEntries(Object.entries(message).toReversed()))),
    );
  });
}

/** One envelope's signature put onto another's payload. */
export function crossSignature(text: string, from: string): string {
  return tamper(text, (parts) => {
    tamper(from, ({ sig }) => {
      parts.sig = sig;
    });
  });
}
