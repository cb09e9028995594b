import type { ApiGroup } from '@wheelhouse/server';

export const joining: ApiGroup = {
  tag: 'Joining',
  description: 'How instances come to the hub, and their link with it.',
  operations: {
    'GET /api/v1/hub': { id: 'getHub', summary: 'Read who the hub is' },
    'POST /api/v1/join': { id: 'join', summary: 'Ask to join, with a token and the own keys' },
    'POST /api/v1/join-tokens': { id: 'createJoinToken', summary: 'Make a join token; it is shown once' },
    'GET /api/v1/join-tokens': { id: 'listJoinTokens', summary: 'List the join tokens' },
    'GET /link/v1': {
      id: 'openLink',
      summary: 'The link of an instance',
      description: 'Who dials is asked after the upgrade, by signatures of both sides.',
      answers: { 101: { text: 'The websocket (`link.v1`).' } },
    },
  },
};

export const instances: ApiGroup = {
  tag: 'Instances',
  description: 'The instances of the fleet, and whether their messages are relayed.',
  operations: {
    'GET /api/v1/instances': { id: 'listInstances', summary: 'List the instances' },
    'GET /api/v1/instances/:id': { id: 'getInstance', summary: 'Read an instance' },
    'POST /api/v1/consoles': { id: 'registerConsole', summary: 'Register a console, which signs what the hub relays' },
    'POST /api/v1/instances/:id/approve': { id: 'approveInstance', summary: 'Let an instance in, by its short code' },
    'POST /api/v1/instances/:id/reject': { id: 'rejectInstance', summary: 'Refuse an instance' },
    'POST /api/v1/instances/:id/suspend': { id: 'suspendInstance', summary: 'Stop relaying for an instance' },
    'POST /api/v1/instances/:id/resume': { id: 'resumeInstance', summary: 'Relay for it again' },
    'POST /api/v1/instances/:id/revoke': { id: 'revokeInstance', summary: 'Take an instance out for good' },
  },
};

export const connections: ApiGroup = {
  tag: 'Connections',
  description: 'Which two instances may send each other messages. Both sides accept.',
  operations: {
    'POST /api/v1/connections': { id: 'requestConnection', summary: 'Ask for a connection' },
    'GET /api/v1/connections/:id': { id: 'getConnection', summary: 'Read a connection' },
    'GET /api/v1/connections': { id: 'listConnections', summary: 'List the connections' },
    'POST /api/v1/connections/:id/accept': { id: 'acceptConnection', summary: 'Accept for one side' },
    'POST /api/v1/connections/:id/suspend': { id: 'suspendConnection', summary: 'Stop relaying between the two' },
    'POST /api/v1/connections/:id/resume': { id: 'resumeConnection', summary: 'Relay between them again' },
    'POST /api/v1/connections/:id/disconnect': { id: 'endConnection', summary: 'End a connection' },
  },
};

export const fleet: ApiGroup = {
  tag: 'Fleet',
  description: 'What runs where, as the instances told, and commands that somebody outside signed.',
  operations: {
    'GET /api/v1/fleet': { id: 'getFleet', summary: 'Read how the fleet is' },
    'GET /api/v1/fleet/runs': { id: 'listFleetRuns', summary: 'List the runs of the fleet' },
    'GET /api/v1/fleet/runs/:id': { id: 'getFleetRun', summary: 'Read a run' },
    'GET /api/v1/fleet/runs/:id/events': { id: 'listFleetRunEvents', summary: 'Read events of a run' },
    'GET /api/v1/fleet/agents': { id: 'listFleetAgents', summary: 'List what each instance can run' },
    'GET /api/v1/fleet/approvals': { id: 'listFleetApprovals', summary: 'List what open runs ask people' },
    'POST /api/v1/fleet/commands': {
      id: 'relayCommand',
      summary: 'Relay a signed command',
      description: 'The console signs it; the hub holds no key that could.',
    },
    'GET /api/v1/fleet/commands/:id': { id: 'getFleetCommand', summary: 'Read a command with its receipts' },
    'GET /api/v1/fleet/commands': { id: 'listFleetCommands', summary: 'List the commands' },
    'POST /api/v1/fleet/kill-all': {
      id: 'stopFleet',
      summary: 'End every run of the fleet, and hold spawns',
      description: 'By commands that the console signed, one for each workspace; the hold alone is the hub’s own.',
    },
    'GET /api/v1/fleet/kill-all': { id: 'listFleetStops', summary: 'Read how far kill-alls of the fleet are' },
    'POST /api/v1/fleet/unlock': { id: 'unlockFleet', summary: 'Let spawns pass again' },
    'GET /api/v1/system': { id: 'getSystem', summary: 'Read how the hub itself is' },
    'GET /api/v1/grants': { id: 'listFleetGrants', summary: 'List the grants between instances' },
  },
};
