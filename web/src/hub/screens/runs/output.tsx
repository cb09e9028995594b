import type { ReactNode } from 'react';
import { useChosenLine } from '../../../spoke/run/use-chosen-line.ts';
import { saveBlob } from '../../../ui/csv.ts';
import { onDemand } from '../../../ui/on-demand.tsx';
import { Trouble } from '../../../ui/trouble.tsx';
import type { RunNews } from './use-run-feed.ts';

const LogView = onDemand(async () => (await import('../../../spoke/run/log-view.tsx')).LogView);

interface OutputProps {
  readonly runId: string;
  readonly news: RunNews;
}

/** What a run says, as its instance lets its issuer see it. */
export function Output({ runId, news: { feed, error } }: OutputProps): ReactNode {
  const [chosen, choose] = useChosenLine();
  const save = (): void => {
    const text = feed.lines.map((line) => `${line.text}\n`).join('');
    saveBlob(`run-${runId}.log`, new Blob([text], { type: 'text/plain' }));
  };
  return (
    <>
      <Trouble error={error} />
      <LogView feed={feed} onDownload={save} chosen={chosen} onChoose={choose} isReading={feed.lastSeq === 0} />
    </>
  );
}
