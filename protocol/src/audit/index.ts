export { canonicalJson, type JsonValue } from './canonical-json.ts';
export {
  auditDigest,
  auditLinkHash,
  canonicalAuditRow,
  emptyAuditHead,
  linkAuditRows,
  type AuditHead,
  type AuditLink,
  type AuditRow,
} from './chain.ts';
export { AuditCheckpoint, openAuditCheckpoint, signAuditCheckpoint } from './checkpoint.ts';
export { auditChainKinds, auditColumns, type AuditChainKind, type AuditColumns } from './columns.ts';
export { formatAuditCsvHead, formatAuditCsvLine } from './csv.ts';
export { formatAuditLine, type AuditEntryRecord, type AuditRecord } from './export-format.ts';
export { verifyAuditExport } from './read-export.ts';
export { verifyAuditRecords, type AuditProblem, type AuditReport, type VerifyAuditOptions } from './verify.ts';
