import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRealSpoke, type RealSpoke } from './testing/real-spoke.ts';

let spoke: RealSpoke;

beforeAll(async () => {
  spoke = await openRealSpoke();
});
afterAll(() => spoke.close());

const head =
  "// Made from the spoke's /openapi.json. To make it anew: npx vitest run --project client generated -u\n\n";

async function typesOf(url: string): Promise<string> {
  const document = await (await fetch(`${url}/openapi.json`)).text();
  // What has a default may be left out of a request; answers name what they always have.
  return head + astToString(await openapiTS(document, { defaultNonNullable: false }));
}

describe('the generated types', () => {
  test('are those of what the spoke describes now (else make them anew with -u)', async () => {
    const made = await typesOf(spoke.url);
    expect(await typesOf(spoke.url)).toBe(made);
    await expect(made).toMatchFileSnapshot('./generated/spoke-api.ts');
  });
});
