/**
 * Rows as one JSON parameter for `json_to_recordset`: one statement writes a whole batch. PostgreSQL cannot hold NUL in
 * text; none comes this far, because strict JSON refuses it at every entrance.
 */
export function rowsAsJson(rows: readonly object[]): string {
  return JSON.stringify(rows);
}
