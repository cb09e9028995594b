import {
  isTerminalCommand,
  isTerminalRun,
  limits,
  openEnvelope,
  openKeyset,
  readEnvelope,
  WheelhouseError,
  type CommandState,
  type InstanceId,
  type RunState,
} from '@wheelhouse/protocol';
import type { Book, BookedCommand, BookedRun, History, SpokeBook } from './history.ts';

/** Every agent of these tests prints this once, when it begins: the witness that it really ran. */
export const witnessLine = 'the agent ran';

const booksOf = ({ hub, spokes }: History): readonly Book[] => [...spokes, hub];
const isOver = (command: BookedCommand): boolean => isTerminalCommand(command.state as CommandState);
const endOf = ({ state, code }: { state: string; code: string | null }): string => `${state}(${code ?? ''})`;

function countBy<T>(items: readonly T[], keyOf: (item: T) => string | null): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

const moreThanOnce = (counts: ReadonlyMap<string, number>, what: string): string[] =>
  [...counts].filter(([, count]) => count > 1).map(([key, count]) => `${what} ${key} ${count} times`);

/** I1: no command starts twice; nor does an agent say more than once that it ran. */
function startedTwice({ spokes }: History): string[] {
  return spokes.flatMap((spoke) => {
    const own = spoke.runs.filter((run) => run.instance === spoke.instance);
    const witnesses = spoke.events.flatMap((event) =>
      (event.text ?? '')
        .split('\n')
        .filter((line) => line === witnessLine)
        .map(() => event.run),
    );
    const started = spoke.attempts.filter((attempt) => attempt.startedAt !== null);
    return [
      ...moreThanOnce(
        countBy(own, (run) => run.commandId),
        'I1: runs were made of command',
      ),
      ...moreThanOnce(
        countBy(started, (attempt) => attempt.run),
        'I1: started run',
      ),
      ...moreThanOnce(
        countBy(witnesses, (run) => run),
        'I1: an agent ran for run',
      ),
    ];
  });
}

/** I2: nothing starts unsigned, expired, misaddressed or ungranted: checked anew from the stored bytes. */
async function startedUnlawfully({ spokes }: History): Promise<string[]> {
  const found: string[] = [];
  for (const spoke of spokes) {
    for (const run of spoke.runs) {
      if (run.instance !== spoke.instance || !spoke.attempts.some((attempt) => attempt.run === run.id)) continue;
      const command = spoke.commands.find((candidate) => candidate.id === run.commandId);
      const fault = command === undefined ? 'no command' : await faultOf(command, run, { at: spoke, spokes });
      if (fault !== null) found.push(`I2: run ${run.id} on ${spoke.name} started with ${fault}`);
    }
  }
  return found;
}

async function faultOf(
  command: BookedCommand,
  run: BookedRun,
  { at, spokes }: { readonly at: SpokeBook; readonly spokes: readonly SpokeBook[] },
): Promise<string | null> {
  const issuer = spokes.find((spoke) => spoke.instance === command.iss);
  if (issuer === undefined) return 'an unknown issuer';
  const acceptedAt = command.acceptedAt ?? Number.POSITIVE_INFINITY;
  try {
    const { keys } = openKeyset(issuer.keyset, { instance: issuer.instance as InstanceId });
    const { message } = await openEnvelope(readEnvelope(command.envelope), {
      kinds: ['command'],
      keys,
      issuer: issuer.instance as InstanceId,
      now: acceptedAt,
    });
    if (message.aud !== at.instance || message.ws !== run.ws) return 'another address';
    if (message.body.verb !== 'agent.spawn' || message.agt !== run.id) return 'a command for something else';
    if (message.exp + limits.clockSkewMaxMs < acceptedAt) return 'an expired command';
    if (issuer === at) return null;
    const grant = at.grants.find(
      (candidate) =>
        (message.grant === undefined || message.grant.some((id) => id === candidate.id)) &&
        candidate.ws === message.ws &&
        candidate.grantee === message.iss &&
        candidate.verbs.includes('agent.spawn') &&
        (candidate.revokedAt ?? Number.POSITIVE_INFINITY) > acceptedAt,
    );
    return grant === undefined ? 'no grant' : null;
  } catch (error) {
    if (error instanceof WheelhouseError) return error.code;
    throw error;
  }
}

/** I3: whatever somebody acknowledged reached a terminal state, in every book that holds it. */
function leftOpen(history: History): string[] {
  const commands = booksOf(history).flatMap((book) =>
    book.commands
      .filter((command) => !isOver(command))
      .map((command) => `I3: ${command.verb} ${command.id} is still ${command.state} in ${book.name}`),
  );
  const runs = booksOf(history).flatMap((book) =>
    book.runs
      .filter((run) => !isTerminalRun(run.state as RunState))
      .map((run) => `I3: run ${run.id} is still ${run.state} in ${book.name}`),
  );
  const unbooked = history.spokes.flatMap((spoke) =>
    spoke.intake
      .filter(({ verdict, id }) => verdict === 'accepted' && !spoke.commands.some((command) => command.id === id))
      .map(({ id }) => `I3: ${spoke.name} accepted ${id} and has no command of it`),
  );
  return [...commands, ...runs, ...unbooked];
}

/** I4: the events of a run have no gap, in whatever book. The agents here never flood, so no gap is announced either. */
function gaps(history: History): string[] {
  return booksOf(history).flatMap((book) => {
    const next = new Map<string, number>();
    return book.events.flatMap(({ run, seq }) => {
      const wanted = next.get(run) ?? 1;
      next.set(run, seq + 1);
      return seq === wanted ? [] : [`I4: event ${seq} of run ${run} follows ${wanted - 1} in ${book.name}`];
    });
  });
}

/** I6: one end for each command, and no end that changed since an earlier look. */
function changedEnds(history: History, earlier: History | null): string[] {
  const contrary = booksOf(history).flatMap((book) => {
    const ends = new Set(['completed', 'rejected', 'expired_undelivered']);
    const final = book.receipts.filter((receipt) => ends.has(receipt.status) && !receipt.late);
    return moreThanOnce(
      countBy(final, (receipt) => receipt.commandId),
      `I6: ${book.name} was told the end of`,
    );
  });
  if (earlier === null) return contrary;
  const before = new Map(booksOf(earlier).map((book) => [book.name, book]));
  const changed = booksOf(history).flatMap((book) => {
    const old = before.get(book.name);
    const ended = [
      ...(old?.commands.filter(isOver) ?? []),
      ...(old?.runs.filter((run) => isTerminalRun(run.state as RunState)) ?? []),
    ];
    const now = new Map([...book.commands, ...book.runs].map((entry) => [entry.id, endOf(entry)]));
    return ended
      .filter((entry) => now.get(entry.id) !== endOf(entry))
      .map((entry) => `I6: ${entry.id} was ${endOf(entry)} in ${book.name} and is ${now.get(entry.id) ?? 'gone'}`);
  });
  return [...contrary, ...changed];
}

/** I7: issuer, hub and the place of the run tell the same story. */
function disagreements({ hub, spokes }: History): string[] {
  const found: string[] = [];
  for (const place of spokes) {
    const others: Book[] = [hub, ...spokes.filter((spoke) => spoke !== place)];
    for (const command of place.commands.filter((candidate) => candidate.aud === place.instance)) {
      if (command.iss === command.aud) continue;
      const issuer = spokes.find((spoke) => spoke.instance === command.iss);
      for (const book of [hub, ...(issuer === undefined ? [] : [issuer])]) {
        const theirs = book.commands.find((candidate) => candidate.id === command.id);
        if (theirs !== undefined && endOf(theirs) === endOf(command)) continue;
        const said = theirs === undefined ? 'unknown' : endOf(theirs);
        found.push(`I7: command ${command.id} is ${endOf(command)} on ${place.name}, ${said} in ${book.name}`);
      }
    }
    for (const run of place.runs.filter((candidate) => candidate.instance === place.instance)) {
      for (const book of others) {
        const theirs = book.runs.find((candidate) => candidate.id === run.id);
        const events = book.events.filter((event) => event.run === run.id).length;
        if (theirs === undefined && book !== hub) continue;
        if (theirs !== undefined && endOf(theirs) === endOf(run) && events === run.lastSeq) continue;
        const said = theirs === undefined ? 'unknown' : `${endOf(theirs)} with ${events} events`;
        found.push(
          `I7: run ${run.id} is ${endOf(run)} with ${run.lastSeq} events on ${place.name}, ${said} in ${book.name}`,
        );
      }
    }
  }
  return found;
}

/**
 * Checks a federation at rest against the protocol's invariants I1, I2, I3, I4, I6 and I7.
 * @param earlier a look from before, whose ends must still stand
 * @returns a sentence for each violation
 */
export async function findViolations(history: History, earlier: History | null = null): Promise<string[]> {
  return [
    ...startedTwice(history),
    ...(await startedUnlawfully(history)),
    ...leftOpen(history),
    ...gaps(history),
    ...changedEnds(history, earlier),
    ...disagreements(history),
  ];
}
