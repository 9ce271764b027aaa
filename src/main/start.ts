// npm start: everything in one process. Replaces what is not configured: an embedded PostgreSQL, a queue in
// PostgreSQL, and a local Telegram with a sample organisation. Prints what it does and what to try first.
import { createMovableClock, systemClock } from '../platform/clock.ts'
import { expectFolder } from '../platform/data-folder.ts'
import { findRunningUrl } from '../platform/privileges.ts'
import { startBotRole } from './bot-role.ts'
import { openChannel } from './channel.ts'
import { webhookOf } from './intake-role.ts'
import { findDatabase, type LocalDatabase } from './local.ts'
import { migrateDatabase } from './migrate-database.ts'
import { keepToOneStart } from './one-start.ts'
import { createProgress, type ProgressLines } from './progress-lines.ts'
import { type Process, runProcess } from './run-process.ts'
import { openRuntime } from './runtime.ts'
import { keepSandboxClock } from './sandbox-clock.ts'
import { expectFreePorts } from './serve.ts'
import type { LocalTelegram } from './start-sandbox.ts'
import { configuredAccount, openAccount } from './telegram-account.ts'
import { startWebRole } from './web-role.ts'
import { startWorkerRole } from './worker-role.ts'

const whatToTry = [
  'Mở địa chỉ Messenger rồi thử · Open the messenger and try:',
  '  1. Vào vai Văn phòng tỉnh ủy, gửi /moi để phát hành một văn bản · be the province office, send /moi',
  '  2. Vào vai một bí thư chi bộ, bấm Đã nhận rồi Báo cáo · be a cell secretary, acknowledge and report',
  '  3. Cho đồng hồ chạy tới, xem ai được nhắc · move the clock, see who is reminded',
  '  4. Văn phòng gửi /tinhhinh để xem tỷ lệ · the office asks /tinhhinh for the rates',
  '',
]

// A person watches: the lines below say what happens, the log only what goes wrong, unless LOG_LEVEL says
// otherwise.
process.env.LOG_LEVEL ||= 'warn'

await runProcess('start', [], async (running) => {
  const { config, onStop } = running
  const say = createProgress((line) => process.stdout.write(`${line}\n`))

  await expectFreePorts([
    { port: config.PORT },
    ...(config.BOT_TOKEN ? [] : [{ port: config.SANDBOX_PORT, host: '127.0.0.1' }]),
  ])
  // The local Telegram keeps its chats there.
  if (!config.BOT_TOKEN && config.DATABASE_URL) await expectFolder(config.DATA_DIR)
  const found = await say.step(
    config.DATABASE_URL ? 'Database: as configured' : `Database: embedded PostgreSQL in ${config.DATA_DIR}`,
    () => findDatabase(config),
  )
  // Any number of starts may run with a real bot; the local Telegram and its sample are for one start.
  const releaseStart =
    found.embedded || !config.BOT_TOKEN
      ? await keepToOneStart(found.url, found.embedded ? `the data in ${config.DATA_DIR}` : 'this database')
      : undefined
  if (found.embedded) onStop('embedded database', found.embedded.stop)
  if (releaseStart) onStop('lock of the start', releaseStart)

  try {
    await startOn(found, running, say)
  } catch (error) {
    throw (await found.embedded?.explain(error)) ?? error
  }
})

async function startOn(found: LocalDatabase, running: Process, say: ProgressLines): Promise<void> {
  const { config, log, onStop } = running
  await say.step('Migrations', async () => {
    const { applied } = await migrateDatabase(found)
    return applied.length > 0 ? `${applied.length} applied` : 'up to date'
  })

  const clock = config.BOT_TOKEN ? systemClock : createMovableClock()
  let local: LocalTelegram | undefined
  if (!config.BOT_TOKEN) {
    // Loaded nowhere else: with a real token the process contains nothing of the sandbox.
    const { startLocalTelegram } = await import('./start-sandbox.ts')
    local = await startLocalTelegram({
      running,
      clock: clock as ReturnType<typeof createMovableClock>,
      databaseUrl: (await findRunningUrl(found.url, found.rolePassword)).url,
      say,
    })
  }
  const runtime = await openRuntime(running, clock, found)
  if (local) await keepSandboxClock(runtime.db, local.clock, log)
  const account = await say.step('Telegram: who the bot is', () =>
    local ? openAccount({ token: local.token, apiRoot: local.url }, log) : configuredAccount(config, log),
  )
  onStop('bot api', () => account.api.close())
  const channel = openChannel(runtime, account)
  const sweeper = startWorkerRole(runtime, channel)
  local?.clock.onMove(() => void sweeper.sweep())
  const chatUrl = local?.url ?? `https://t.me/${account.username}`
  const web = await startWebRole(runtime, {
    webhook: webhookOf(runtime, account.id),
    chatUrl,
    isLocal: local !== undefined,
    botUsername: async () => account.username,
  })
  await startBotRole(runtime, channel, account, web.pageUrl)

  say.done([
    `${local ? 'Messenger' : 'Bot      '}   ${chatUrl}`,
    ...(web.pageUrl ? [`Page        ${web.pageUrl} (send /trang in the chat to get in)`] : []),
    `Health      http://127.0.0.1:${web.port}/readyz`,
    '',
    ...(local ? whatToTry : []),
    'Stop with Ctrl-C; a second start finds everything as it was.',
  ])
}
