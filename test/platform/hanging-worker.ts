// A process that takes one job and never ends it, to be killed in the middle. Argument: {databaseUrl,
// redisUrl}.
import { createLog } from '../../src/platform/log.ts'
import { openQueue } from '../../src/platform/queue.ts'

const where = JSON.parse(process.argv[2]!) as { databaseUrl: string; redisUrl?: string }
openQueue({ ...where, log: createLog({ level: 'silent', role: 'test' }) }).work(() => {
  process.send!('took')
  return new Promise<void>(() => {})
})
process.send!('ready')
