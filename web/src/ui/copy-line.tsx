import { ActionIcon, Code, CopyButton, Group } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import type { ReactNode } from 'react';

/** Browsers give it over HTTPS and on this machine only; elsewhere the line can be marked and copied. */
const canCopy = 'clipboard' in navigator;

/** A line to paste elsewhere. */
export function CopyLine({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }): ReactNode {
  return (
    <Group gap="xs" wrap="nowrap" maw="100%" ta="start">
      <Code block style={{ overflowX: 'auto', flex: 1, minWidth: 0, whiteSpace: 'pre' }} tabIndex={0}>
        {text}
      </Code>
      {canCopy && (
        <CopyButton value={text} timeout={1500}>
          {({ copied, copy }) => (
            <ActionIcon variant="default" size="lg" onClick={copy} title={label} aria-label={copied ? 'Copied' : label}>
              {copied ? <Check size={16} /> : <Copy size={16} />}
            </ActionIcon>
          )}
        </CopyButton>
      )}
    </Group>
  );
}
