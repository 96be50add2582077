/** Imports go one way. Each rule names the sentence of the architecture it holds. */
const domainRooms = 'divisions|facilities|statistics|boundary|place-names|place-name-signs|reserved-words';
const analysisRooms = 'coverage|indicators|siting';
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Files that need each other are one subject: merge them or find the third.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'web-imports-only-contracts-and-catalogue',
      comment: 'The only server files the web may import are contract.ts of each room, and the survey computations.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(server|scripts|tests)/', pathNot: ['^server/.+/contract\\.ts$', '^server/boundary/survey/'] },
    },
    {
      name: 'survey-runs-anywhere',
      comment:
        'Survey computations run on the phone too: themselves, contracts, the catalogue and the geodesic library.',
      severity: 'error',
      from: { path: '^server/boundary/survey/' },
      to: {
        pathNot: [
          '^server/boundary/survey/',
          '^server/[^/]+/contract\\.ts$',
          '^gis-data/catalogue/',
          'node_modules/geographiclib-geodesic',
        ],
      },
    },
    {
      name: 'server-never-imports-web-scripts-tests',
      severity: 'error',
      from: { path: '^(server|gis-data)/' },
      to: { path: '^(web|scripts|tests)/' },
    },
    {
      name: 'contracts-stay-light',
      comment: 'A contract travels to the browser: zod, the catalogue and other contracts only.',
      severity: 'error',
      from: { path: '^server/.+/contract\\.ts$' },
      to: {
        pathNot: [
          '^gis-data/catalogue/',
          '^gis-data/naming/kinds\\.ts$',
          '^server/.+/contract\\.ts$',
          'node_modules/zod',
        ],
      },
    },
    {
      name: 'rules-are-pure',
      comment: 'rules.ts knows contracts, the catalogue and snapshots; no database, no HTTP, no store.',
      severity: 'error',
      from: { path: '^server/[^/]+/rules\\.ts$' },
      to: { path: ['^server/(db|http)/', '^server/[^/]+/(store|routes)\\.ts$', 'node_modules/(pg|kysely|express)'] },
    },
    {
      name: 'analysis-reads-snapshots-only',
      comment:
        'Indicators, coverage and siting are pure functions of a snapshot; only their routes.ts, service.ts and store.ts meet HTTP and the database.',
      severity: 'error',
      from: { path: `^server/(${analysisRooms})/`, pathNot: '/(routes|service|store)\\.ts$' },
      to: { path: ['^server/(db|http|registry)/(?!contract)', 'node_modules/(pg|kysely|express)'] },
    },
    {
      name: 'network-knows-nothing',
      severity: 'error',
      from: { path: '^server/network/', pathNot: '/routes\\.ts$' },
      to: { path: '^server/(?!network/|threads\\.ts)' },
    },
    {
      name: 'solvers-know-tables-only',
      comment: 'A location problem is solved as tables, so that analysts can use it without the register or the map.',
      severity: 'error',
      from: { path: '^server/siting/(problem|solve)/' },
      to: { path: '^server/(?!siting/(problem|solve)/|(random|threads)\\.ts)' },
    },
    {
      name: 'registry-knows-no-domain-room',
      comment: 'Rooms describe their records to the registry, not the other way round.',
      severity: 'error',
      from: { path: '^server/registry/' },
      to: { path: `^server/(${domainRooms}|${analysisRooms}|exchange|accounts)/(?!contract)` },
    },
    {
      name: 'db-knows-nobody',
      severity: 'error',
      from: { path: '^server/db/' },
      to: { path: '^server/(?!db/|threads\\.ts)' },
    },
    {
      name: 'catalogue-imports-nothing',
      severity: 'error',
      from: { path: '^gis-data/' },
      to: { pathNot: '^gis-data/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
};
