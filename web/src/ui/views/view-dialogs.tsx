import { Checkbox, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { FormDialog } from '../form.tsx';
import { tell } from '../tell.ts';
import { isPresent, presentQuery, wordsOf } from './present-view.ts';
import type { SavedView, ViewedScreen, ViewsOf } from './views.ts';

interface SaveDialogProps extends ViewedScreen {
  readonly known: readonly SavedView[];
  readonly onClose: () => void;
}

/** Keeps what is shown now; of a view that another shares, a copy of one's own. */
export function SaveDialog({ known, onClose, ...screen }: SaveDialogProps): ReactNode {
  const { of } = screen;
  const queries = useQueryClient();
  const copied = known.find((view) => view.ownerId !== of.me && isPresent(view, screen));
  const [name, setName] = useState(copied?.name ?? '');
  const [isShared, setShared] = useState(false);
  const query = presentQuery(screen);
  const save = useMutation({
    mutationFn: () => of.create({ name: name.trim(), query, isShared }),
    onSuccess: async () => {
      tell(`${name.trim()} is saved`);
      onClose();
      await queries.invalidateQueries({ queryKey: of.queryKey });
    },
  });
  return (
    <FormDialog title="Save this view" submit="Save" acting={save} onSubmit={() => save.mutate()} onClose={onClose}>
      <NameInput value={name} onChange={setName} />
      <Text size="sm">It shows {wordsOf(query)}.</Text>
      <ShareBox of={of} value={isShared} onChange={setShared} />
    </FormDialog>
  );
}

interface EditDialogProps {
  readonly of: ViewsOf;
  readonly view: SavedView;
  readonly onClose: () => void;
}

/** Another name, and who sees it. */
export function EditDialog({ of, view, onClose }: EditDialogProps): ReactNode {
  const queries = useQueryClient();
  const [name, setName] = useState(view.name);
  const [isShared, setShared] = useState(view.isShared);
  const change = useMutation({
    mutationFn: () => of.change(view.id, { name: name.trim(), isShared }),
    onSuccess: async () => {
      tell(`${name.trim()} is changed`);
      onClose();
      await queries.invalidateQueries({ queryKey: of.queryKey });
    },
  });
  return (
    <FormDialog
      title={`Change ${view.name}`}
      submit="Change"
      acting={change}
      onSubmit={() => change.mutate()}
      onClose={onClose}
    >
      <NameInput value={name} onChange={setName} />
      <ShareBox of={of} wasShared={view.isShared} value={isShared} onChange={setShared} />
    </FormDialog>
  );
}

interface NameInputProps {
  readonly value: string;
  readonly onChange: (name: string) => void;
}

function NameInput({ value, onChange }: NameInputProps): ReactNode {
  return (
    <TextInput
      label="Name"
      required
      maxLength={80}
      autoComplete="off"
      data-autofocus
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface ShareBoxProps {
  readonly of: ViewsOf;
  /** Who may share no more may still stop sharing. */
  readonly wasShared?: boolean;
  readonly value: boolean;
  readonly onChange: (isShared: boolean) => void;
}

function ShareBox({ of, wasShared = false, value, onChange }: ShareBoxProps): ReactNode {
  if (!of.mayShare && !wasShared) return null;
  return (
    <Checkbox
      label={`Share with ${of.everybody}`}
      description="They see the view and its name. What its list shows them is what they may see."
      checked={value}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
