// Sends a file with personal data to the private chat in which it was requested, after the commit and only
// through memory: the outbox would be one more place with a full copy. When it cannot be sent, a message says
// so.
import { enqueueMessage } from '../../../circulation/outbox.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotDeps } from '../../bot-deps.ts'
import type { BotContext } from '../../context.ts'
import { errorSummary } from '../../updates/failures.ts'

/** `caption` and `sorry` are keys of texts. Best effort: lost if the process dies right after the commit. */
export function sendFileNow(
  deps: BotDeps,
  ctx: BotContext,
  file: { text: string; name: string; caption: TextKey; sorry: TextKey; args?: Record<string, string> },
): void {
  if (!ctx.chat) return
  const [to, language] = [ctx.chat.id, ctx.language]
  const bytes = Buffer.from(`\ufeff${file.text}`)
  const message = {
    text: ctx.html(file.caption, file.args),
    file: { bytes, name: file.name, mime: 'text/plain' },
  }
  const sorry = { message: { text: ctx.html(file.sorry, file.args) } }
  ctx.afterCommit(async () => {
    const outcome = await deps.messenger.send({ telegramChatId: to }, message)
    if (outcome.kind === 'sent') return
    deps.log.warn({ failure: errorSummary(outcome.kind) }, 'A file with personal data could not be sent')
    const now = deps.clock.now()
    await enqueueMessage(deps.db, {
      purpose: 'answer',
      lane: 0,
      telegramChatId: to,
      language,
      payload: sorry,
      dueAt: now,
      now,
    })
  })
}
