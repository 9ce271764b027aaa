// "Phụ lục": sends the further files of a directive into the chat of the request. Allowed to people who act
// for the receiving unit or may view it.
import { Composer } from 'grammy'
import { sendFiles } from '../../../circulation/send-files.ts'
import { showObligation } from '../../../response/obligation.store.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { annexButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as annexesFeature }

annexButtons.on(feature, { send: sendAnnexes })

async function sendAnnexes(ctx: TapContext, { obligation: id }: { obligation: number }): Promise<void> {
  const { chat } = ctx
  const obligation = await showObligation(ctx.tx, id)
  if (!obligation || !chat) return
  const outcome = await sendFiles(ctx.tx, {
    directiveId: obligation.directiveId,
    which: 'annexes',
    obligationId: obligation.id,
    now: ctx.now,
    to: {
      telegramChatId: chat.id,
      threadId: ctx.topicId,
      language: ctx.language,
    },
    caption: (file, position, count) =>
      ctx.html('annex-caption', {
        position,
        count,
        number: obligation.numberText,
        name: file.name,
      }),
  })
  if (!outcome.ok) return ctx.answerTap(`annex-${outcome.reason}`, {}, { alert: true })
  ctx.answerTap('annex-coming', { count: outcome.count })
}
