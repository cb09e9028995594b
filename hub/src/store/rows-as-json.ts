/**
 * Rows as one JSON parameter for `json_to_recordset`: one statement writes a whole batch. PostgreSQL text cannot hold
 * NUL, which agents may well print, so it becomes U+FFFD here; signed bytes never pass this way with one inside,
 * because envelopes are base64.
 */
export function rowsAsJson(rows: readonly object[]): string {
  const text = JSON.stringify(rows);
  if (!text.includes('\\u0000')) return text;
  return JSON.stringify(rows, (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value,
  );
}
