export { openHubDb, type HubDb, type HubStatements, type HubTx, type OpenHubDbOptions } from './hub/open-hub-db.ts';
export type { Listener } from './database/listen.ts';
export { Prisma } from './generated/hub/client.ts';
