import openapiTS, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openRealHub, type RealHub } from './testing/real-hub.ts';
import { openRealSpoke, type RealSpoke } from './testing/real-spoke.ts';

let spoke: RealSpoke;
let hub: RealHub;

beforeAll(async () => {
  [spoke, hub] = await Promise.all([openRealSpoke(), openRealHub()]);
});
afterAll(() => Promise.all([spoke.close(), hub.close()]));

async function typesOf(of: 'spoke' | 'hub', url: string): Promise<string> {
  const document = await (await fetch(`${url}/openapi.json`)).text();
  const head = `// Made from the ${of}'s /openapi.json. To make it anew: npx vitest run --project client generated -u\n\n`;
  // What has a default may be left out of a request; answers name what they always have.
  return head + astToString(await openapiTS(document, { defaultNonNullable: false }));
}

describe('the generated types', () => {
  test.each(['spoke', 'hub'] as const)(
    'are those of what the %s describes now (else make them anew with -u)',
    async (of) => {
      const { url } = of === 'spoke' ? spoke : hub;
      const made = await typesOf(of, url);
      expect(await typesOf(of, url)).toBe(made);
      await expect(made).toMatchFileSnapshot(`./generated/${of}-api.ts`);
    },
  );
});
