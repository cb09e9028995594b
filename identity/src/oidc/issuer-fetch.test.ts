import { expect, test } from 'vitest';
import { createIssuerFetch, isInternalAddress } from './issuer-fetch.ts';

test.each([
  '127.0.0.1',
  '10.1.2.3',
  '172.31.0.1',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '::1',
  'fe80::1',
  'fd00::1',
  '::ffff:127.0.0.1',
])('%s is internal', (address) => expect(isInternalAddress(address)).toBe(true));

test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '::ffff:8.8.8.8'])('%s is public', (address) =>
  expect(isInternalAddress(address)).toBe(false),
);

test.each([
  'http://idp.example/.well-known/openid-configuration',
  'https://127.0.0.1/x',
  'https://[::1]/x',
  'https://[::ffff:7f00:1]/x',
  'https://localhost/x',
  'https://0x7f000001/x',
  'file:///etc/passwd',
])('%s is not asked', async (url) => {
  await expect(createIssuerFetch(false)(url, {})).rejects.toMatchObject({ code: 'INVALID' });
});
