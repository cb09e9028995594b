/**
 * A shell script that leaves a plain, a setsid and a double-forked child behind and ignores TERM, each marked so that
 * it can be found from outside. `$0` is the marker; `sleep` carries it as a harmless fraction of its duration.
 */
export const nastyAgent = {
  name: 'nasty',
  argv: [
    '/bin/sh',
    '-c',
    [
      "trap '' TERM INT HUP",
      'sh -c \'trap "" TERM; echo plain; while :; do sleep 1; done\' "$0" &',
      'setsid sh -c \'trap "" TERM; echo setsid; while :; do sleep 1; done\' "$0" &',
      '(setsid sh -c \'(trap "" TERM; echo double-forked; while :; do sleep 1; done) & exit 0\' "$0" &)',
      'echo ready "$0"',
      'while :; do sleep 1; done',
    ].join('\n'),
  ],
  allowArgs: true,
} as const;

/** Processes that carry the marker once the agent is up: itself and its three descendants. */
export const nastyProcesses = 4;
