import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { WheelhouseError } from '@wheelhouse/protocol';

const timeoutMs = 10_000;

/** Where nobody but this machine and its network answers. */
const internal = new BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  internal.addSubnet(address, prefix, 'ipv4');
}
for (const [address, prefix] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  internal.addSubnet(address, prefix, 'ipv6');
}

/** Whether an address is one that a tenant's URL must not make this server ask. */
export function isInternalAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return internal.check(mapped, 'ipv4');
  return internal.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/**
 * Fetches for a provider that an organization named: over TLS, from public addresses, without following redirects, in
 * ten seconds. Between the look-up here and the connection a name could change; TLS then still has to hold for it.
 * @param allowInternal also plain HTTP and addresses of this network, by the operator's word
 */
export function createIssuerFetch(allowInternal: boolean): Fetch {
  return async (url, init) => {
    if (!allowInternal) await assertPublic(new URL(url));
    const signal = AbortSignal.timeout(timeoutMs);
    return fetch(url, { ...init, redirect: 'manual', signal });
  };
}

async function assertPublic({ protocol, hostname }: URL): Promise<void> {
  if (protocol !== 'https:') throw new WheelhouseError('INVALID', 'a provider is reached over https');
  const bare = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(bare) === 0 ? await lookup(bare, { all: true }) : [{ address: bare }];
  if (addresses.some(({ address }) => isInternalAddress(address))) {
    throw new WheelhouseError('INVALID', 'a provider has a public address');
  }
}
