// How a process sends: the messenger, and the one sender that uses it.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Messenger } from '../circulation/messenger.ts'
import type { ComposeMessage } from '../circulation/sending/compose.ts'
import { createSender, type Sender } from '../circulation/sending/sender.ts'
import { createOutageLog, type OutageLog } from '../platform/outage-log.ts'
import { observeMessenger, outcomeWord } from '../telegram/channel/observe-messenger.ts'
import { createTelegramMessenger } from '../telegram/channel/telegram-messenger.ts'
import { createComposeMessage } from '../telegram/compose/compose-message.ts'
import type { Runtime } from './runtime.ts'

export interface Channel {
  messenger: Messenger
  sender: Sender
  compose: ComposeMessage
  /**
   * The name of this process in leases: machine, process id and a random part, because process ids are
   * reused.
   */
  owner: string
  /** Tells when Telegram goes and when it is back. */
  outage: OutageLog
}

/** Opens the channel of a bot. */
export function openChannel(
  runtime: Runtime,
  bot: { token: string; apiRoot: string; id: number; username: string },
): Channel {
  const { clock, calendar, log, onStop } = runtime
  const { db } = runtime.openSenderDatabase()
  const compose = createComposeMessage({ timeZone: calendar.timeZone, botUsername: bot.username })
  const owner = `${hostname()}/${process.pid}/${randomBytes(3).toString('hex')}`
  const outage = createOutageLog(log, 'Telegram')
  const opened = createTelegramMessenger({ token: bot.token, apiRoot: bot.apiRoot })
  const messenger = observeMessenger(opened, (outcome) => {
    runtime.metrics.telegramCalls.inc({ outcome: outcomeWord(outcome) })
    if (outcome.kind === 'not_delivered' && outcome.reason === 'unreachable')
      outage.failed('messages', outcome.detail)
    else if (outcome.kind !== 'unknown') outage.worked('messages')
  })
  onStop('messenger', () => messenger.close())
  const sender = createSender({
    db,
    messenger,
    compose,
    clock,
    calendar,
    owner,
    log,
    botId: bot.id,
  })
  onStop('sender', () => sender.close())
  return { messenger, sender, compose, owner, outage }
}
