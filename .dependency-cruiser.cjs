// Which folder may import which. The order of the rooms stands here once; docs/ARCHITECTURE.md explains it.
const rooms = ['platform', 'org', 'directive', 'circulation', 'response', 'chase', 'rollup', 'privacy']
const ours = '^(src|jobs|migrations|test)/'

/** A folder may import only itself and the rooms named. */
const importsOnly = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: ours, pathNot: allowed },
})

const roomRules = rooms.map((room, index) =>
  importsOnly(
    `${room}-imports-earlier-rooms-only`,
    `^src/${room}/`,
    `^src/(${rooms.slice(0, index + 1).join('|')})/`,
    'The flow runs one way: a later room acts on an earlier event through a row or a job.',
  ),
)

const faceRules = ['telegram', 'web', 'cli'].map((face) =>
  importsOnly(
    `${face}-is-a-face`,
    `^src/${face}/`,
    `^src/(${[...rooms, 'texts', face].join('|')})/`,
    'A face imports rooms and texts, never another face, the sandbox or main.',
  ),
)

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...roomRules,
    ...faceRules,
    importsOnly(
      'jobs-are-a-face',
      '^jobs/',
      `^(jobs/|src/(${[...rooms, 'texts'].join('|')})/)`,
      'A job imports rooms and texts, never a face or main.',
    ),
    importsOnly('texts-import-nothing', '^src/texts/', '^src/texts/', 'Texts know no room.'),
    importsOnly(
      'sandbox-imports-platform-only',
      '^src/sandbox/',
      '^src/(sandbox|platform)/',
      'The local Telegram knows nothing of the product.',
    ),
    {
      name: 'sending-by-its-doors',
      comment: 'Only the sender, what composes a message and the quiet hours are entered from outside.',
      severity: 'error',
      from: { path: '^(src|jobs)/', pathNot: '^src/circulation/sending/' },
      to: { path: '^src/circulation/sending/', pathNot: '/(sender|compose|quiet-hours)\\.ts$' },
    },
    {
      name: 'faces-have-no-sql',
      comment: "A query belongs to a store of a room; a face's own store keeps only what is the face's.",
      severity: 'error',
      from: { path: '^(src/(telegram|web|cli)|jobs)/', pathNot: '\\.store\\.ts$' },
      to: { path: '(^|/)node_modules/kysely/|^kysely$' },
    },
    {
      name: 'migrations-import-kysely-only',
      severity: 'error',
      from: { path: '^migrations/' },
      to: { pathNot: '((^|/)node_modules/kysely/|^kysely$)' },
    },
    {
      name: 'production-code-imports-no-test',
      severity: 'error',
      from: { path: '^(src|jobs|migrations)/' },
      to: { path: '^test/' },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: { path: '^(src/(?!main/)|jobs/|migrations/)' },
      to: { path: '^src/main/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'production-imports-no-dev-dependency',
      comment: 'The sandbox and the embedded database are for trying out and for tests.',
      severity: 'error',
      from: {
        path: '^(src|jobs|migrations)/',
        pathNot: '^src/(sandbox|platform/embedded-postgres|main/(start|seed))',
      },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.json'],
    },
  },
}
