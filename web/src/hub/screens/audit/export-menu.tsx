import { Button, Menu } from '@mantine/core';
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AuditSearch } from '../../searches.ts';

/** Files that somebody else can verify without this hub. They stream, however long the log is. */
export function ExportMenu({ filter }: { readonly filter: AuditSearch }): ReactNode {
  const hrefOf = (format: string): string =>
    `/api/v1/audit/export?${new URLSearchParams({ ...filter, format }).toString()}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size="xs" variant="default" leftSection={<Download size={14} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>With the chain, as it is filtered</Menu.Label>
        <Menu.Item component="a" href={hrefOf('jsonl')} download="audit.jsonl">
          JSON lines
        </Menu.Item>
        <Menu.Item component="a" href={hrefOf('csv')} download="audit.csv">
          CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
