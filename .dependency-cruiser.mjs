const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${from}/src` },
  to: {
    path: '^(protocol|prisma|server|identity|orchestrator|spoke|hub|client|cli|web|tests|bench)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('protocol-is-a-leaf', 'protocol', []),
    only('prisma-sees-protocol', 'prisma', ['protocol']),
    only('server-sees-protocol', 'server', ['protocol']),
    only('identity-sees-protocol', 'identity', ['protocol']),
    only('orchestrator-sees-the-store', 'orchestrator', ['protocol', 'prisma']),
    only('spoke-never-sees-the-hub', 'spoke', ['protocol', 'prisma', 'server', 'identity', 'orchestrator']),
    only('hub-never-sees-a-spoke', 'hub', ['protocol', 'prisma', 'server', 'identity']),
    {
      name: 'client-is-a-leaf',
      severity: 'error',
      from: { path: '^client/src', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { path: '^(protocol|prisma|server|identity|orchestrator|spoke|hub|cli|web|tests|bench)/' },
    },
    only('cli-never-sees-tests', 'cli', ['protocol', 'prisma', 'server', 'identity', 'orchestrator', 'spoke', 'hub']),
    {
      name: 'no-test-code-in-products',
      severity: 'error',
      from: {
        path: '^(prisma|server|identity|orchestrator|spoke|hub|client)/src',
        pathNot: '(\\.test\\.ts$|/testing/|suite\\.ts$)',
      },
      to: { path: '/testing/' },
    },
    {
      name: 'tenant-data-only-by-the-door',
      severity: 'error',
      from: { path: '^(server|identity|orchestrator|spoke|hub|cli)/src' },
      to: { path: '^prisma/src/generated' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/generated/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@wheelhouse/source', 'import', 'node', 'default'],
      mainFields: ['module', 'main'],
    },
  },
};
