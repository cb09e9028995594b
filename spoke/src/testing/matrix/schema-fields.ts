import { z } from 'zod';

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** The names of the fields that a schema knows. */
export function fieldsOf(schema: unknown): string[] {
  if (!(schema instanceof z.ZodType)) return [];
  return namesIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
}

function namesIn({ properties = {}, anyOf = [], allOf = [] }: JsonSchema): string[] {
  return [...Object.keys(properties), ...[...anyOf, ...allOf].flatMap(namesIn)];
}

/** Where inside of a body, as names from the outside in; a number is a place in a list. */
export type FieldPath = readonly (string | number)[];

/** Every place of a body that may hold a text, however deep. */
export function textPathsOf(schema: unknown): FieldPath[] {
  if (!(schema instanceof z.ZodType)) return [];
  const found = textPathsIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema, []);
  return [...new Map(found.map((path) => [path.join(), path])).values()];
}

function textPathsIn(schema: JsonSchema, path: FieldPath): FieldPath[] {
  const { type, items, properties, anyOf = [], allOf = [] } = schema;
  const types = typeof type === 'string' ? [type] : (type ?? []);
  const isText = types.includes('string') || (types.length === 0 && !properties && anyOf.length + allOf.length === 0);
  return [
    ...(isText && path.length > 0 ? [path] : []),
    ...Object.entries(properties ?? {}).flatMap(([name, inner]) => textPathsIn(inner, [...path, name])),
    ...(items === undefined ? [] : textPathsIn(items, [...path, 0])),
    ...[...anyOf, ...allOf].flatMap((inner) => textPathsIn(inner, path)),
  ];
}

/** A copy of a body with another value at a path; what is missing on the way is made. */
export function withValueAt(body: unknown, path: FieldPath, value: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  if (typeof first === 'number') return [withValueAt(Array.isArray(body) ? body[first] : undefined, rest, value)];
  const inner = typeof body === 'object' && body !== null && !Array.isArray(body) ? body : {};
  return { ...inner, [first]: withValueAt((inner as Readonly<Record<string, unknown>>)[first], rest, value) };
}
