// A process that takes one job and never ends it, to be killed in the middle. Argument: {databaseUrl, redisUrl}.
import { createLog } from '../../src/platform/log.ts'
import { openQueue } from '../../src/platform/queue.ts'

const where = JSON.parse(process.argv[2]!) as { databaseUrl: string; redisUrl?: string }
const hang = () => {
  process.send!('took')
  return new Promise<void>(() => {})
}
openQueue({ ...where, log: createLog({ level: 'silent', role: 'test' }) }).work({
  'circulate-directive': hang,
  'send-deliveries': hang,
  'plan-chase': hang,
  'chase-due': hang,
  'show-progress': hang,
  'seal-audit': hang,
  'clean-up': hang,
})
process.send!('ready')
