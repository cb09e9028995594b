import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

/** Goes on after getting in: as somebody else than before, so nothing read before counts. */
export function useGoOn(): (href: string) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return (href) => {
    queries.clear();
    void navigate({ href, replace: true });
  };
}
