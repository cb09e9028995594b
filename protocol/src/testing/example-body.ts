import { v4 as randomUUID } from 'uuid';
import { z } from 'zod';

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: JsonSchema;
}

/** A body that a route's schema might take, with the least in it; undefined where the route takes none. */
export function exampleBody(schema: unknown): unknown {
  if (!(schema instanceof z.ZodType)) return undefined;
  return exampleOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema);
}

function exampleOf(schema: JsonSchema): unknown {
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first !== undefined) return exampleOf(first);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === 'object') {
    const required = (schema.required ?? []).map((name) => [name, exampleOf(schema.properties?.[name] ?? {})]);
    return Object.fromEntries(required) as Record<string, unknown>;
  }
  if (schema.type === 'array') {
    return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(schema.items ?? {}));
  }
  if (schema.type === 'integer' || schema.type === 'number') return Math.max(1, schema.minimum ?? 1);
  return schema.type === 'boolean' ? false : exampleText(schema);
}

function exampleText({ format, minLength = 1 }: JsonSchema): string {
  if (format === 'uuid') return randomUUID();
  if (format === 'email') return `x-${randomUUID()}@example.test`;
  return 'x'.repeat(Math.max(1, minLength));
}
