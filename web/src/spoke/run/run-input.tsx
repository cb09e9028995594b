import { Button, Group, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { isTerminalRun } from '@wheelhouse/protocol/run-states';
import { useState, type ReactNode } from 'react';
import { take, useApi } from '../../api/api.ts';
import { Trouble } from '../../ui/trouble.tsx';
import { useMay } from '../workspace.tsx';
import type { Run } from './run-page.tsx';

/** A word to a running agent. Runtimes that take none say so. */
export function RunInput({ run }: { readonly run: Run }): ReactNode {
  const api = useApi();
  const may = useMay('runs:input');
  const [text, setText] = useState('');
  const send = useMutation({
    mutationFn: () => take(api.POST('/api/v1/runs/{id}/input', { params: { path: { id: run.id } }, body: { text } })),
    onSuccess: () => setText(''),
  });
  if (!may || isTerminalRun(run.state)) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send.mutate();
      }}
    >
      <Group align="flex-end" mt="sm" wrap="nowrap">
        <Textarea
          style={{ flex: 1 }}
          label="Tell the agent"
          autosize
          minRows={1}
          maxRows={6}
          maxLength={32_768}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" disabled={text.trim() === ''} loading={send.isPending}>
          Send
        </Button>
      </Group>
      <Trouble error={send.error} />
    </form>
  );
}
