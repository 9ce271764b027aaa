// npm run migrate [up | down [STEPS] | list]: brings the database (and the queue's tables) to the newest shape.
import { openDatabase } from '../platform/database.ts'
import { listMigrations, migrateDown, migrateUp } from '../platform/migrations.ts'
import { migrateQueue } from '../platform/queue.ts'
import { OperatorFault } from './operator-fault.ts'
import { runProcess } from './run-process.ts'

await runProcess('migrate', ['DATABASE_URL'], async ({ config }) => {
  const [command = 'up', steps = '1'] = process.argv.slice(2)
  const databaseUrl = config.DATABASE_URL ?? ''
  const database = openDatabase({
    url: databaseUrl,
    applicationName: 'thongsuot-migrate',
    statementTimeoutMs: 0,
  })
  try {
    if (command === 'up') {
      const applied = await migrateUp(database.db)
      await migrateQueue(databaseUrl)
      console.log(
        applied.length ? `Applied: ${applied.join(', ')}` : 'Nothing to apply; the database is up to date.',
      )
    } else if (command === 'down') {
      if (!/^[1-9]\d*$/.test(steps))
        throw new OperatorFault(`"${steps}" is not a number of steps: npm run migrate -- down 1`)
      console.log(`Taken back: ${(await migrateDown(database.db, Number(steps))).join(', ') || 'nothing'}`)
    } else if (command === 'list') {
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
