import { Alert, Badge, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { Filter, Pencil, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Dialog } from '../dialog.tsx';
import { Danger } from '../danger.tsx';
import { Loaded } from '../loaded.tsx';
import { RowMenu, type RowAction } from '../row-menu.tsx';
import { tell } from '../tell.ts';
import { Trouble } from '../trouble.tsx';
import { isPresent, partsOf, presentQuery, wordsOf } from './present-view.ts';
import { EditDialog } from './view-dialogs.tsx';
import type { SavedView, ViewedScreen } from './views.ts';

interface ManageViewsProps extends ViewedScreen {
  readonly views: UseQueryResult<readonly SavedView[]>;
  readonly onClose: () => void;
}

interface Doing {
  readonly what: 'edit' | 'delete';
  readonly view: SavedView;
}

/** One's own views, and for who manages views those that others share. */
export function ManageViews({ views, onClose, ...screen }: ManageViewsProps): ReactNode {
  const { of } = screen;
  const queries = useQueryClient();
  const [doing, setDoing] = useState<Doing | null>(null);
  const renew = (): Promise<void> => queries.invalidateQueries({ queryKey: of.queryKey });
  const update = useMutation({
    mutationFn: ({ id }: SavedView) => of.change(id, { query: presentQuery(screen) }),
    onSuccess: (_answer, { name }) => {
      tell(`${name} keeps the present filters`);
      return renew();
    },
  });
  const removeNow = async ({ id, name }: SavedView): Promise<void> => {
    await of.remove(id);
    tell(`${name} is deleted`);
    await renew();
  };
  const remove = useMutation({ mutationFn: removeNow });
  const actionsOf = (view: SavedView): RowAction[] => [
    ...(view.ownerId === of.me
      ? [
          { label: 'Rename or share…', icon: Pencil, run: () => setDoing({ what: 'edit', view }) },
          ...(isPresent(view, screen)
            ? []
            : [{ label: 'Update to the present filters', icon: Filter, run: () => update.mutate(view) }]),
        ]
      : []),
    {
      label: view.isShared ? 'Delete…' : 'Delete',
      icon: Trash2,
      isDanger: true,
      // Nobody else misses one that is not shared.
      run: () => (view.isShared ? setDoing({ what: 'delete', view }) : remove.mutate(view)),
    },
  ];
  const stop = (): void => setDoing(null);
  return (
    <>
      <Dialog opened={doing === null} onClose={onClose} title="Views of this list">
        <Stack gap="xs">
          <Trouble error={update.error ?? remove.error} />
          <Loaded query={views} what="views">
            {(rows) => <Rows rows={shownOf(rows, screen)} me={of.me} actionsOf={actionsOf} />}
          </Loaded>
        </Stack>
      </Dialog>
      {doing?.what === 'edit' && <EditDialog of={of} view={doing.view} onClose={stop} />}
      {doing?.what === 'delete' && (
        <Danger isOpen onClose={stop} title={`Delete ${doing.view.name}`} act={() => removeNow(doing.view)}>
          It is gone for {of.everybody} at once, and cannot be brought back. Runs, rows and whatever else it shows stay.
        </Danger>
      )}
    </>
  );
}

function shownOf(rows: readonly SavedView[], { of }: ViewedScreen): readonly SavedView[] {
  const { own, others } = partsOf(rows, of.me);
  return of.mayManage ? [...own, ...others] : own;
}

interface RowsProps {
  readonly rows: readonly SavedView[];
  readonly me: string;
  readonly actionsOf: (view: SavedView) => readonly RowAction[];
}

function Rows({ rows, me, actionsOf }: RowsProps): ReactNode {
  if (rows.length === 0) return <Alert color="gray">No view is left. Save one from the list’s Views menu.</Alert>;
  return (
    <Stack component="ul" gap="xs" m={0} p={0} aria-label="Views">
      {rows.map((view) => (
        <Group key={view.id} component="li" justify="space-between" wrap="nowrap" gap="xs">
          <div style={{ minWidth: 0 }}>
            <Group gap="xs">
              <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
                {view.name}
              </Text>
              {view.isShared && (
                <Badge variant="light" color="gray" tt="none">
                  {view.ownerId === me ? 'shared' : `shared by ${view.ownerName}`}
                </Badge>
              )}
            </Group>
            <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
              {wordsOf(view.query)}
            </Text>
          </div>
          <RowMenu what={view.name} actions={actionsOf(view)} />
        </Group>
      ))}
    </Stack>
  );
}
