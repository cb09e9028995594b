import type { hubApi, OperatorRole } from '@wheelhouse/protocol';

export interface OperatorRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly disabledAt: Date | null;
  readonly createdAt: Date;
}

export function operatorView(row: OperatorRow): hubApi.OperatorView {
  const { id, email, name } = row;
  return {
    id,
    email,
    name,
    role: row.role as OperatorRole,
    disabledAt: row.disabledAt?.getTime() ?? null,
    createdAt: row.createdAt.getTime(),
  };
}
