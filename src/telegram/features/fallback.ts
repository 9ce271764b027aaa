// Everything that no other feature handled: a helpful answer without any change. In groups the bot stays
// silent unless somebody addresses it.
import { Composer } from 'grammy'
import { commands } from '../commands.ts'
import { startLink } from '../compose/keyboards.ts'
import type { BotContext } from '../context.ts'
import { dropOpen, isIdle } from '../dialog.ts'
import { sayHelp } from './help.ts'
import { sayWithoutDuty } from './people/current-person.ts'
import { reportButtons } from './report/buttons.ts'
import { reportDialog } from './report/steps.ts'

const feature = new Composer<BotContext>()

export { feature as fallbackFeature }

const inPrivate = feature.chatType('private')

// A bare /start, or one whose link is no longer known.
inPrivate.command('start', async (ctx) => {
  if (ctx.match !== '' && ctx.match !== 'trogiup' && ctx.actor !== null) await ctx.say('chat-old-link')
  await sayHelp(ctx)
})

// Buttons of an earlier version, of a finished conversation, or of no feature.
feature.on('callback_query', async (ctx) => {
  if (ctx.actor === null) return ctx.answerTap('chat-not-yours', {}, { alert: true })
  ctx.answerTap('chat-old-button', {}, { alert: true })
})

inPrivate.on('edited_message', async (ctx) => {
  // A phone that comes back online sends many edits of long ago; only an edit within a conversation gets an
  // answer.
  if (ctx.actor !== null && !isIdle(ctx)) await ctx.say('chat-edit-ignored')
})

// Conversations that can be cancelled handle /huy themselves; a report is left, never thrown away.
inPrivate.command('huy', async (ctx) => {
  if (ctx.actor === null) return await sayWithoutDuty(ctx)
  if (isIdle(ctx)) return await ctx.say('chat-nothing-to-cancel')
  await dropOpen(ctx)
  await ctx.say('change-never-mind')
})

inPrivate.on('message', async (ctx) => {
  if (isService(ctx.message)) return
  if (ctx.actor === null) return await sayWithoutDuty(ctx)
  const report = reportDialog.data(ctx)
  if (report) {
    const about = { obligation: report.obligationId }
    const resume = reportButtons.button.resume(ctx.t('report-button-resume'), about)
    return await ctx.say(
      ctx.message.text?.startsWith('/') ? 'chat-unknown-command' : 'chat-answer-in-words',
      {},
      {
        buttons: [[resume]],
      },
    )
  }
  if (ctx.message.text?.startsWith('/')) return await ctx.say('chat-unknown-command')
  await ctx.say(ctx.message.text === undefined ? 'chat-content-unused' : 'chat-not-understood')
})

// In a group only a command of ours gets an answer, and the answer leads into the private chat.
feature.chatType(['group', 'supergroup']).on('message:entities:bot_command', async (ctx) => {
  const [word = ''] = (ctx.message.text ?? '').split(/\s/, 1)
  const [name = '', bot] = word.slice(1).split('@')
  const addressed = bot?.toLowerCase() === ctx.me.username.toLowerCase()
  const known = bot === undefined && commands.some((command) => command.name === name)
  if (!ctx.message.from || !(addressed || known)) return
  const url = startLink(ctx.me.username, name === 'baocao' || name === 'viec' ? 'viec' : 'trogiup')
  await ctx.say('chat-group-private', {}, { buttons: [[{ text: ctx.t('chat-button-private'), url }]] })
})

const isService = (message: object) =>
  [
    'new_chat_members',
    'left_chat_member',
    'new_chat_title',
    'new_chat_photo',
    'delete_chat_photo',
    'pinned_message',
  ].some((key) => key in message)
