import { decodeUtf8 } from '../crypto/bytes.ts';
import { canonicalAuditRow, emptyAuditHead, linkAuditRows } from '../audit/chain.ts';
import { signAuditCheckpoint } from '../audit/checkpoint.ts';
import type { Signer } from '../crypto/signer.ts';
import { InstanceId } from '../ids.ts';

/** One row of a workspace's audit log, its link and a checkpoint over it, as SPEC.md shows them. */
export function auditExample(
  instance: string,
  identity: Signer,
  now: number,
): Record<'audit-row' | 'audit-digest' | 'audit-hash' | 'audit-checkpoint', string> {
  const chain = '01890a5d-ac96-774b-bcce-b302099a8059';
  const row = {
    workspaceId: chain,
    id: '12',
    at: now,
    actorKind: 'user',
    actorId: '01890a5d-ac96-774b-bcce-b302099a805a',
    action: 'agents.create',
    resourceKind: 'agent',
    resourceId: null,
    verdict: 'accepted',
    detail: { name: 'é', count: 1.5 },
  };
  const [link] = linkAuditRows(chain, emptyAuditHead, [row]);
  const { digest = '', hash = '' } = link ?? {};
  const body = { v: 1, iss: InstanceId.parse(instance), chain, seq: 1, hash, purpose: 'periodic', iat: now } as const;
  return {
    'audit-row': decodeUtf8(canonicalAuditRow(row)).split('\n')[1] ?? '',
    'audit-digest': digest,
    'audit-hash': hash,
    'audit-checkpoint': signAuditCheckpoint(body, identity),
  };
}
