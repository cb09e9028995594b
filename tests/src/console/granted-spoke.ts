import type { GrantableVerb, InstanceState } from '@wheelhouse/protocol';
import { openInstance, password, tokenIn, until, type Instance, type Visitor } from '../tenancy/instance.ts';
import type { HubPlace } from './hub-place.ts';

/** A spoke that is linked with a hub. */
export interface GrantedSpoke {
  readonly instance: Instance;
  readonly id: string;
  /** Its owner, over HTTP. */
  readonly owner: Visitor;
  readonly workspaceId: string;
}

interface Peer {
  readonly id: string;
  readonly fingerprint: string;
  readonly state: string;
  readonly pinnedAt: number | null;
}

/** A spoke of a place's hub, whose owner has pinned the hub's console and lets it do `verbs`. */
export async function openGrantedSpoke(
  place: HubPlace,
  name: string,
  verbs: readonly GrantableVerb[],
): Promise<GrantedSpoke> {
  const wish = { nameHint: name, autoApprove: true };
  const { token: joinToken } = await place.ada.get<{ token: string }>('POST', '/join-tokens', wish);
  const instance = await openInstance({ name, joinToken });
  const owner = instance.visit();
  const token = tokenIn(instance.spoke.setupUrl ?? '');
  await owner.get('POST', '/auth/setup', {
    token,
    email: 'olga@north.test',
    name: 'Olga',
    password,
    organization: name,
  });
  const [workspace] = await owner.get<{ id: string }[]>('GET', '/workspaces');
  const workspaceId = workspace?.id ?? '';
  let id = '';
  await until(`${name} is let in`, async () => {
    const rows = await place.ada.get<{ id: string; name: string; state: InstanceState }[]>('GET', '/instances');
    id = rows.find((row) => row.name === name && row.state === 'active')?.id ?? '';
    return id !== '';
  });
  const spoke = { instance, id, owner, workspaceId };
  await connect(place, spoke);
  await owner.get('POST', '/grants', { grantee: place.console.instanceId, verbs });
  await until('the hub has the grant', async () => {
    const grants = await place.ada.get<object[]>('GET', `/grants?issuer=${id}`);
    return grants.length > 0;
  });
  return spoke;
}

async function connect({ ada, console }: HubPlace, { id, owner }: GrantedSpoke): Promise<void> {
  const { instanceId, fingerprint } = console;
  const connection = await ada.get<{ id: string }>('POST', '/connections', { from: instanceId, to: id });
  await ada.get('POST', `/connections/${connection.id}/accept`, { instance: id });
  const peer = async (): Promise<Peer | undefined> =>
    (await owner.get<Peer[]>('GET', '/peers')).find((one) => one.id === instanceId);
  await until('the spoke hears of the console', async () => (await peer()) !== undefined);
  await owner.get('POST', `/peers/${instanceId}/pin`, { fingerprint });
  await until('the spoke trusts it', async () => {
    const found = await peer();
    return found?.state === 'active' && found.pinnedAt !== null;
  });
}
