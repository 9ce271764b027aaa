// A bot that can be killed: the real handling of updates in a process of its own, with one feature that a bug
// stands in: a certain text ends the process.
import { Composer } from 'grammy'
import { systemClock } from '../../src/platform/clock.ts'
import { openDatabase } from '../../src/platform/database.ts'
import { createLog } from '../../src/platform/log.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import type { BotContext } from '../../src/telegram/context.ts'
import { createUpdateHandler } from '../../src/telegram/updates/handle-updates.ts'
import { me } from '../telegram/bot-fixture.ts'
import { silentMessenger } from './harness.ts'
import { poisonText } from './poison-text.ts'

const { databaseUrl: url } = JSON.parse(process.argv[2]!) as { databaseUrl: string }
const { db } = openDatabase({ url, max: 12 })
const features = new Composer<BotContext>()
features.on('message:text', async (ctx) => {
  if (ctx.message.text === poisonText) process.kill(process.pid, 'SIGKILL')
  await ctx.say('chat-not-understood')
})
const handler = createUpdateHandler(
  {
    db,
    clock: systemClock,
    messenger: silentMessenger,
    me,
    log: createLog({ level: 'silent', role: 'test' }),
    calendar: createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' }),
    fetchFile: async () => null,
  },
  features,
)
process.on('disconnect', () => process.exit(1))
process.send!({ ready: true })
await handler.handleStoredUpdates(new AbortController().signal)
