import { readFile } from 'node:fs/promises';
import { hubVariables } from '@wheelhouse/hub';
import { OrchestratorConfig } from '@wheelhouse/orchestrator';
import { spokeVariables } from '@wheelhouse/spoke';
import { expect, test } from 'vitest';

const page = await readFile(new URL('../../docs/configuration.md', import.meta.url), 'utf8');

/** The variables that the page names for a kind of process. */
function listedFor(process: string): string[] {
  return page.split('\n').flatMap((line) => {
    const [names = '', whose = ''] = line.split('|').slice(1, 3);
    const isMine = whose.split(',').some((one) => one.trim() === process);
    return isMine ? [...names.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name) : [];
  });
}

test.each([
  ['hub', hubVariables],
  ['spoke', spokeVariables],
  ['orchestrator', OrchestratorConfig],
])('the page about configuration names each variable of a %s, and no other', (process, variables) => {
  expect(listedFor(process).toSorted()).toEqual(Object.keys(variables.shape).toSorted());
});
