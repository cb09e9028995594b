import type { ApiGroup, OperationNote } from '@wheelhouse/server';

export const agents: ApiGroup = {
  tag: 'Agents',
  description: 'The catalogue: what can be run, and how.',
  operations: {
    'GET /api/v1/agents': { id: 'listAgents', summary: 'List the agents' },
    'GET /api/v1/agents/:id': { id: 'getAgent', summary: 'Read an agent' },
    'POST /api/v1/agents': { id: 'createAgent', summary: 'Add an agent' },
    'PATCH /api/v1/agents/:id': { id: 'updateAgent', summary: 'Change, enable or disable an agent' },
  },
};

export const schedules: ApiGroup = {
  tag: 'Schedules',
  description: 'Runs that begin by the clock, as whoever made the schedule and with the rights that they have then.',
  operations: {
    'GET /api/v1/schedules': { id: 'listSchedules', summary: 'List the schedules' },
    'GET /api/v1/schedules/:id': { id: 'getSchedule', summary: 'Read a schedule' },
    'POST /api/v1/schedules': { id: 'createSchedule', summary: 'Add a schedule' },
    'PATCH /api/v1/schedules/:id': {
      id: 'updateSchedule',
      summary: 'Change a schedule, or turn it on or off',
      description: 'Whoever changes what it spawns becomes who spawns it.',
    },
    'DELETE /api/v1/schedules/:id': { id: 'deleteSchedule', summary: 'Remove a schedule; its runs stay' },
  },
};

export const runs: ApiGroup = {
  tag: 'Runs',
  description:
    'Work of agents, here or on another instance. What changes a run is a signed command: it is taken at once (`202`), and its effect is read later.',
  operations: {
    'GET /api/v1/runs': { id: 'listRuns', summary: 'List runs, newest first' },
    'POST /api/v1/runs': {
      id: 'spawnRun',
      summary: 'Start a run',
      description: 'With `target` and `targetWorkspace` on another instance. The same `idem` answers the run there is.',
    },
    'GET /api/v1/runs/:id': { id: 'getRun', summary: 'Read a run' },
    'POST /api/v1/runs/:id/status': { id: 'askRunStatus', summary: 'Ask the instance that runs it how it is' },
    'POST /api/v1/runs/:id/kill': {
      id: 'killRun',
      summary: 'End a run and everything it started',
      description: 'Never refused by a rate limit. It counts also where it comes before the run.',
    },
    'POST /api/v1/runs/:id/input': { id: 'sendRunInput', summary: 'Say something to a running agent' },
    'POST /api/v1/runs/:id/approve': { id: 'answerRunRequest', summary: "Answer an agent's request for permission" },
    'GET /api/v1/approvals': { id: 'listApprovals', summary: 'List what runs asked people, newest first' },
    'GET /api/v1/approvals/:id': { id: 'getApproval', summary: 'Read what a run asked' },
    'POST /api/v1/approvals/:id/answer': {
      id: 'answerApproval',
      summary: 'Answer what a run asked',
      description: 'Wherever it runs. Whether the answer counted shows in the state of the approval.',
    },
    'POST /api/v1/kill-all': {
      id: 'killAll',
      summary: 'End every run of the workspace on this instance',
      description:
        'Locks the workspace first, unless `lock` is false: spawns are refused with `LOCKED` until it is lifted.',
    },
    'DELETE /api/v1/lock': { id: 'liftLock', summary: 'Let runs start again' },
    'POST /api/v1/instance/kill-all': {
      id: 'killInstance',
      summary: 'End every run of every workspace, and lock them',
      description: 'For who runs the instance. `confirm` is its name.',
    },
    'GET /api/v1/runs/:id/events': {
      id: 'listRunEvents',
      summary: 'Read events of a run, or follow them',
      description:
        'With `Accept: text/event-stream` as server-sent events: stored ones, then live ones, from `Last-Event-ID` on; `event: end` after the last.',
      answers: { 200: { text: 'The events.', types: ['text/event-stream'] } },
    },
    'GET /api/v1/runs/:id/logs': {
      id: 'readRunLog',
      summary: 'Read raw output of a run',
      description: '`Content-Range` says which bytes these are, `X-Next-Offset` where the next ones begin.',
      answers: { 200: { text: 'The bytes.', types: ['application/octet-stream'] } },
    },
    'GET /api/v1/runs/:id/artifacts': { id: 'listArtifacts', summary: 'List what a run made' },
    'GET /api/v1/runs/:id/artifacts/:artifact': {
      id: 'readArtifact',
      summary: 'Read something that a run made',
      description: 'Always a file to save; `X-Media-Type` is what its agent called it.',
      answers: { 200: { text: 'The bytes.', types: ['application/octet-stream'] } },
    },
    'GET /api/v1/live': {
      id: 'openLive',
      summary: 'Live socket',
      answers: { 101: { text: 'The websocket (`live.v1`).' } },
    },
  },
};

export const commands: ApiGroup = {
  tag: 'Commands',
  description: 'Signed commands and their receipts, as this instance keeps them.',
  operations: {
    'GET /api/v1/commands': { id: 'listCommands', summary: 'List commands, newest first' },
    'GET /api/v1/commands/:id': { id: 'getCommand', summary: 'Read a command with its receipts' },
    'POST /api/v1/commands/envelope': {
      id: 'takeEnvelope',
      summary: 'Hand in a command that another instance signed',
    },
  },
};

const json = (text: string): NonNullable<OperationNote['answers']> => ({ 200: { text, types: ['application/json'] } });
const rpc = {
  200: { text: 'A JSON-RPC answer, or server-sent events.', types: ['application/json', 'text/event-stream'] },
};

export const a2a: ApiGroup = {
  tag: 'A2A',
  description: 'This instance as an A2A 1.0 agent: runs are its tasks. See docs/a2a.md.',
  operations: {
    'GET /.well-known/agent-card.json': {
      id: 'getAgentCard',
      summary: 'How to speak A2A with this instance',
      answers: json('The public agent card.'),
    },
    'POST /a2a/v1': {
      id: 'callA2a',
      summary: 'Call an operation of A2A',
      description: 'JSON-RPC 2.0. Each method asks for the permission that its route of the API asks for.',
      answers: rpc,
    },
    'POST /a2a/v1/agents/:name': {
      id: 'callA2aAgent',
      summary: 'Call an operation of A2A about one agent and its tasks',
      answers: rpc,
    },
    'GET /a2a/v1/agents/:name/agent-card.json': {
      id: 'getAgentCardOfAgent',
      summary: 'How to speak A2A with one agent',
      answers: json('The card of the agent.'),
    },
  },
};
