import { spokeApi, successOf } from '@wheelhouse/protocol';
import { sendData, type HttpServer } from '@wheelhouse/server';
import { z } from 'zod';
import { answerApproval, getApproval, listApprovals } from '../approvals/service.ts';
import { workspaceCallerOf } from '../issue/caller.ts';
import type { RouteDeps } from './deps.ts';
import { checkCursor } from './page.ts';
import { takenOf } from './runs.ts';

const params = z.object({ id: z.uuid() });

/** What runs ask people. */
export function approvalRoutes(app: HttpServer, deps: RouteDeps): void {
  app.get(
    '/api/v1/approvals',
    {
      schema: { querystring: spokeApi.ApprovalsQuery, response: { 200: successOf(z.array(spokeApi.ApprovalView)) } },
      config: { permission: 'runs:read:any' },
    },
    async (request, reply) => {
      checkCursor(request.query);
      const page = await listApprovals(deps.db, workspaceCallerOf(request), request.query);
      return sendData(reply, page.items, page);
    },
  );
  app.get(
    '/api/v1/approvals/:id',
    {
      schema: { params, response: { 200: successOf(spokeApi.ApprovalView) } },
      config: { permission: 'runs:read:any' },
    },
    async (request, reply) =>
      sendData(reply, await getApproval(deps.db, workspaceCallerOf(request), request.params.id)),
  );
  app.post(
    '/api/v1/approvals/:id/answer',
    {
      schema: { params, body: spokeApi.AnswerApproval, response: { 202: successOf(spokeApi.CommandTaken) } },
      config: { permission: 'runs:approve:any' },
    },
    async (request, reply) => {
      const caller = workspaceCallerOf(request);
      const issued = await answerApproval(deps.issue, caller, request.params.id, request.body.option);
      return sendData(reply.code(202), await takenOf(deps, caller, issued));
    },
  );
}
