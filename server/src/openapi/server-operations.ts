import type { ApiGroup } from './api-book.ts';

/** What every server answers besides its API. */
export const serverOperations: ApiGroup = {
  tag: 'Server',
  description: 'How the process is, and what it can do.',
  operations: {
    'GET /healthz': {
      id: 'checkHealth',
      summary: 'Whether the process answers',
      answers: { 200: { text: 'It does.', types: ['application/json'] } },
    },
    'GET /readyz': {
      id: 'checkReadiness',
      summary: 'Whether its parts make progress',
      answers: {
        200: { text: 'They do.', types: ['application/json'] },
        503: { text: 'One does not, and which.', types: ['application/json'] },
      },
    },
    'GET /metrics': {
      id: 'readMetrics',
      summary: 'Metrics for Prometheus',
      description:
        'With the token of the configuration as bearer; without one, to this machine only. See docs/metrics.md.',
      answers: { 200: { text: 'The metrics.', types: ['text/plain'] } },
    },
    'GET /openapi.json': {
      id: 'readDescription',
      summary: 'This description, as OpenAPI 3.1',
      answers: { 200: { text: 'The document.', types: ['application/json'] } },
    },
  },
};

/** The description of a server that says nothing about itself. */
export const noApi = { description: '', groups: [], schemas: {}, sessionCookie: '', hasWorkspaces: false };
