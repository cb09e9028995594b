import { describe, expect, test } from 'vitest';
import type { ApiDocument, JsonSchema } from './document.ts';
import { openSchema, plainSchema, tidySchemas } from './schemas.ts';

const to = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'object', properties: { text: { type: 'string' } } };

/** A document whose one operation takes `body` and answers `answer`. */
function documentOf(schemas: Record<string, JsonSchema>, body: string, answer: string): ApiDocument {
  const json = (name: string) => ({ 'application/json': { schema: to(name) } });
  const post = {
    requestBody: { content: json(body) },
    responses: { 200: { description: '', content: json(answer) } },
  };
  return { openapi: '3.1.0', info: { title: '', version: '' }, paths: { '/one': { post } }, components: { schemas } };
}

describe('schemas of a description', () => {
  test('a recursive JSON value is any value, and safe integers have no bounds', () => {
    const zod = {
      type: 'object',
      properties: {
        data: { $ref: '#/$defs/__schema0' },
        count: { type: 'integer', maximum: 9007199254740991, minimum: 3 },
      },
      $defs: { __schema0: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/__schema0' }] } },
    };
    expect(plainSchema(zod)).toEqual({
      type: 'object',
      properties: { data: {}, count: { type: 'integer', minimum: 3 } },
    });
  });

  test('what is answered may have more fields, at every depth', () => {
    const closed = { ...text, additionalProperties: false };
    const map = { type: 'object', additionalProperties: { type: 'string' } };
    expect(openSchema({ type: 'array', items: [closed, map] })).toEqual({ type: 'array', items: [text, map] });
  });

  test('a schema for requests alone has the plain name, and so has one that is the same both ways', () => {
    const schemas = { Wish: { type: 'null' }, WishInput: text, Both: text, BothInput: text, Unused: text };
    const tidy = tidySchemas(documentOf(schemas, 'WishInput', 'Both'), ['Wish', 'Both', 'Unused']);
    expect(tidy.components.schemas).toEqual({ Both: text, Wish: text });
    expect(tidySchemas(documentOf(schemas, 'BothInput', 'Both'), ['Wish', 'Both']).components.schemas).toEqual({
      Both: text,
    });
  });

  test('one that differs keeps both names, also where only what it holds differs', () => {
    const outer = (inner: string): JsonSchema => ({ type: 'object', properties: { inner: to(inner) } });
    const schemas = {
      Inner: text,
      InnerInput: { ...text, required: ['text'] },
      Outer: outer('Inner'),
      OuterInput: outer('InnerInput'),
    };
    const tidy = tidySchemas(documentOf(schemas, 'OuterInput', 'Outer'), ['Inner', 'Outer']);
    expect(Object.keys(tidy.components.schemas)).toEqual(['Inner', 'InnerInput', 'Outer', 'OuterInput']);
    expect(tidy.paths['/one']?.['post']?.requestBody?.content['application/json']?.schema).toEqual(to('OuterInput'));
  });
});
