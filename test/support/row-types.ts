// Writes src/platform/database-types.ts from a freshly migrated database; with --verify only says whether it
// is stale.
import { spawnSync } from 'node:child_process'
import { databaseUrl, startCluster, templateName } from './cluster.ts'

const cluster = await startCluster()
const outcome = spawnSync(
  process.execPath,
  [
    'node_modules/kysely-codegen/dist/cli/bin.js',
    '--dialect',
    'postgres',
    '--log-level',
    'warn',
    '--url',
    databaseUrl(cluster.adminUrl, templateName),
    '--out-file',
    'src/platform/database-types.ts',
    '--date-parser',
    'string',
    '--type-mapping',
    '{"int8":"number"}',
    '--exclude-pattern',
    'kysely_*',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
)
await cluster.stop()
if (outcome.status !== 0 && process.argv.includes('--verify')) {
  console.error('src/platform/database-types.ts is stale: run "npm run db:types" and commit it.')
}
process.exit(outcome.status ?? 1)
