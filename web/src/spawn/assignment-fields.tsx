import { SegmentedControl, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import type { AssignmentDraft } from './assignment.ts';

interface AssignmentFieldsProps {
  readonly draft: AssignmentDraft;
  readonly set: (change: Partial<AssignmentDraft>) => void;
  /** What is wrong with the steps. */
  readonly fault: string | undefined;
}

/** A prompt, or steps. */
export function AssignmentFields({ draft, set, fault }: AssignmentFieldsProps): ReactNode {
  return (
    <>
      <SegmentedControl
        aria-label="What it gets"
        data={[
          { value: 'prompt', label: 'A prompt' },
          { value: 'steps', label: 'Steps' },
        ]}
        value={draft.how}
        onChange={(how) => set({ how: how === 'steps' ? 'steps' : 'prompt' })}
      />
      {draft.how === 'prompt' ? (
        <Textarea
          label="Prompt"
          autosize
          minRows={3}
          maxRows={12}
          maxLength={32_768}
          value={draft.prompt}
          onChange={(event) => set({ prompt: event.currentTarget.value })}
        />
      ) : (
        <Textarea
          label="Steps, one a line"
          placeholder={'run: npm test\ngit-diff: changes.diff'}
          autosize
          minRows={3}
          maxRows={12}
          value={draft.steps}
          error={fault}
          onChange={(event) => set({ steps: event.currentTarget.value })}
          styles={{ input: { fontFamily: 'var(--wh-mono)' } }}
        />
      )}
    </>
  );
}
