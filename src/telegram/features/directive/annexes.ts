// "Phụ lục": sends the further files of a directive into the chat where they were asked for, to those who act for the
// unit that received it or may look at it.
import { Composer } from 'grammy'
import { sendFiles } from '../../../circulation/send-files.ts'
import { can } from '../../../org/permissions.ts'
import { showObligation } from '../../../response/obligation.store.ts'
import type { BotContext } from '../../context.ts'
import { onTap } from '../../routing.ts'

export const annexesFeature = new Composer<BotContext>()

onTap(annexesFeature, 'annexes').use(async (ctx) => {
  const { actor, chat } = ctx
  const obligation = await showObligation(ctx.tx, ctx.tap.id)
  const may =
    actor !== null &&
    obligation !== null &&
    (can(actor, 'obligation.acknowledge', obligation) || can(actor, 'circulation.view', obligation))
  if (!may || !chat) return ctx.answerTap('chat-not-yours', {}, { alert: true })
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
})
