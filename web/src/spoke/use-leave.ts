import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { workspacesQuery, type Workspace } from '../session/session.ts';
import { usePlace } from './workspace.tsx';

/**
 * Goes on elsewhere from a workspace that is over for who looks. First away from its screens: for as long as they are
 * there they ask for what nobody may read any more.
 */
export function useLeave(): () => Promise<void> {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { workspace } = usePlace();
  return async () => {
    const { queryKey } = workspacesQuery;
    const others = (queries.getQueryData<Workspace[]>(queryKey) ?? []).filter(({ id }) => id !== workspace.id);
    const [next] = others;
    if (next !== undefined) await navigate({ to: `/w/${next.id}`, replace: true });
    queries.setQueryData<Workspace[]>(queryKey, others);
    if (next === undefined) await navigate({ to: '/', replace: true });
    queries.removeQueries({ queryKey: [workspace.id] });
    await queries.invalidateQueries({ queryKey });
  };
}
