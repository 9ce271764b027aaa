// npm run migrate [up | down [STEPS] | list]: brings the database (and the queue's tables) to the newest
// schema.
import { openDatabase } from '../platform/database.ts'
import { expectOwnMigrations, listMigrations, migrateDown } from '../platform/migrations.ts'
import { migrateDatabase } from './migrate-database.ts'
import { OperatorFault } from './operator-fault.ts'
import { runProcess } from './run-process.ts'

await runProcess('migrate', ['DATABASE_URL'], async ({ config }) => {
  const [command = 'up', steps = '1'] = process.argv.slice(2)
  const url = config.DATABASE_URL ?? ''
  const ownerUrl = config.MIGRATION_DATABASE_URL ?? url
  const database = openDatabase({
    url: ownerUrl,
    applicationName: 'thongsuot-migrate',
    statementTimeoutMs: 0,
  })
  try {
    if (command === 'up') {
      const { applied, role, why } = await migrateDatabase({ url, ownerUrl })
      console.log(
        applied.length ? `Applied: ${applied.join(', ')}` : 'Nothing to apply; the database is up to date.',
      )
      console.log(
        role === null
          ? `Processes act as the owner of the tables (${why}): the audit trail is held by its trigger ` +
              'and by rights the owner could give itself back; see "The audit trail" in docs/OPERATIONS.md.'
          : `Processes act as the role ${role}, which can add to the audit trail and not change it.`,
      )
    } else if (command === 'down') {
      if (!/^[1-9]\d*$/.test(steps))
        throw new OperatorFault(`"${steps}" is not a number of steps: npm run migrate -- down 1`)
      console.log(`Taken back: ${(await migrateDown(database.db, Number(steps))).join(', ') || 'nothing'}`)
    } else if (command === 'list') {
      await expectOwnMigrations(database.db)
      for (const one of await listMigrations(database.db)) {
        console.log(
          `${one.executedAt ? one.executedAt.toISOString() : 'not applied            '}  ${one.name}`,
        )
      }
    } else throw new OperatorFault(`Unknown command "${command}": use up, down [STEPS] or list.`)
  } finally {
    await database.close()
  }
  process.exit(0)
})
