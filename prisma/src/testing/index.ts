export { waitFor } from './wait-for.ts';
export {
  createTestDatabase,
  dropTestDatabase,
  type CreateTestDatabaseOptions,
  type TestDatabase,
} from './test-databases.ts';
export {
  createAgent,
  createMember,
  createPrincipal,
  createWorkspace,
  type CreateWorkspaceOptions,
  type TestWorkspace,
} from './factories.ts';
