import { defineConfig } from 'vitest/config';

const packages = [
  'protocol',
  'prisma',
  'server',
  'identity',
  'orchestrator',
  'spoke',
  'hub',
  'client',
  'web',
  'cli',
  'tests',
];

// Packages resolve each other to their sources, so no build stands between an edit and its test. Vitest hands these to
// Node as well, where forcing `import` would give ES modules to `require`.
const conditions = ['@wheelhouse/source', 'node'];

export default defineConfig({
  test: {
    projects: packages.map((name) => ({
      resolve: { conditions },
      ssr: { resolve: { conditions, externalConditions: conditions } },
      test: {
        name,
        root: name,
        include: ['src/**/*.test.ts'],
        environment: 'node',
        pool: 'forks',
        testTimeout: 30_000,
        hookTimeout: 60_000,
      },
    })),
    // One PostgreSQL server for the whole run; test files make their own databases in it.
    globalSetup: ['./prisma/src/testing/global-setup.ts'],
    // Two cores: more files at once would only make timings noisier.
    maxWorkers: 2,
  },
});
