import { SegmentedControl } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../../ui/page.tsx';
import { Approvals } from '../approvals/approval-list.tsx';
import { readApprovalsSearch, type ApprovalsSearch } from '../searches.ts';
import { Views } from '../views.tsx';

/** What agents wait for people to say. */
export function ApprovalsScreen(): ReactNode {
  const { show = 'open' } = useSearch({ strict: false }) as ApprovalsSearch;
  const navigate = useNavigate();
  return (
    <Page
      title="Approvals"
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label="Which"
            data={[
              { value: 'open', label: 'Waiting' },
              { value: 'all', label: 'All' },
            ]}
            value={show}
            onChange={(value) => void navigate({ to: '.', search: (value === 'all' ? { show: 'all' } : {}) as never })}
          />
          <Views screen="approvals" search={readApprovalsSearch({ show })} read={readApprovalsSearch} />
        </>
      }
    >
      <Approvals query={show === 'open' ? { state: 'open' } : {}} empty="Nothing waits for you" linksRun />
    </Page>
  );
}
