import { Button, Table } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { components } from '@wheelhouse/client';
import { Download, FileDiff, FileBox } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ApiError, take, useApi } from '../../api/api.ts';
import { bytesOf } from '../../ui/bytes.ts';
import { saveBlob } from '../../ui/csv.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Trouble } from '../../ui/trouble.tsx';
import { usePlace } from '../workspace.tsx';
import { DiffView } from './diff-view.tsx';
import type { Run } from './run-page.tsx';

type Artifact = components['schemas']['ArtifactView'];

/** Larger ones are for download. */
const shownAtMostBytes = 1_048_576;

export function Artifacts({ run }: { readonly run: Run }): ReactNode {
  const api = useApi();
  const { workspace } = usePlace();
  const [diff, setDiff] = useState<string | null>(null);
  const artifacts = useQuery({
    queryKey: [workspace.id, 'run', run.id, 'artifacts', run.state],
    queryFn: ({ signal }) => take(api.GET('/api/v1/runs/{id}/artifacts', { params: { path: { id: run.id } }, signal })),
  });
  const read = async ({ id }: Artifact): Promise<Blob> => {
    const { data, error, response } = await api.GET('/api/v1/runs/{id}/artifacts/{artifact}', {
      params: { path: { id: run.id, artifact: id } },
      parseAs: 'blob',
    });
    if (data === undefined) throw new ApiError(response, error);
    return data as unknown as Blob;
  };
  const download = useMutation({ mutationFn: async (one: Artifact) => saveBlob(one.name, await read(one)) });
  const show = useMutation({ mutationFn: async (one: Artifact) => setDiff(await (await read(one)).text()) });
  return (
    <Loaded query={artifacts} what="files">
      {(rows) =>
        rows.length === 0 ? (
          <Empty icon={FileBox} title="It has published no file" />
        ) : (
          <>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Name</Table.Th>
                  <Table.Th>Size</Table.Th>
                  <Table.Th>SHA-256</Table.Th>
                  <Table.Th aria-label="actions" />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>{one.name}</Table.Td>
                    <Table.Td>{bytesOf(one.bytes)}</Table.Td>
                    <Table.Td className="wh-mono" title={one.sha256}>
                      {one.sha256.slice(0, 12)}
                    </Table.Td>
                    <Table.Td>
                      <Button
                        size="compact-xs"
                        variant="default"
                        leftSection={<Download size={12} aria-hidden />}
                        aria-label={`Download ${one.name}`}
                        onClick={() => download.mutate(one)}
                      >
                        Download
                      </Button>{' '}
                      {/\.(?:diff|patch)$/.test(one.name) && one.bytes <= shownAtMostBytes && (
                        <Button
                          size="compact-xs"
                          variant="default"
                          leftSection={<FileDiff size={12} aria-hidden />}
                          aria-label={`Show ${one.name}`}
                          onClick={() => show.mutate(one)}
                        >
                          Show
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
            <Trouble error={download.error ?? show.error} />
            {diff !== null && <DiffView text={diff} />}
          </>
        )
      }
    </Loaded>
  );
}
