// /moi: an office drafts and issues a directive in chat. The declaration "Không mật" comes first, then the
// document, then what could not be read from it, then deadlines, a preview and the issue itself. The rules
// are in the rooms.
import { Composer } from 'grammy'
import type { BotContext } from '../../context.ts'
import { isIdle } from '../../dialog.ts'
import { onCommand } from '../../routing.ts'
import { newDirective } from './conversation.ts'
import { newDirectiveDialog } from './draft.ts'

const feature = new Composer<BotContext>()

export { feature as issueDirectiveFeature }

const officesOf = (ctx: BotContext) => (ctx.actor?.duties ?? []).filter(({ duty }) => duty === 'office')

onCommand(feature, 'moi').use(async (ctx) => {
  const [first, ...others] = officesOf(ctx)
  if (!first) return await ctx.say('new-not-allowed')
  const content = others.length === 0 ? { issuerUnitId: first.unitId } : {}
  await newDirective.start(ctx, { content, notes: {} })
})

newDirective.listen(feature)

// A photograph has no text to scan or to read: the bot asks for the document itself.
feature
  .on('message:photo')
  .filter((ctx) => ctx.isPrivate && newDirectiveDialog.isOpen(ctx))
  .use((ctx) => ctx.say('new-file-photo'))

// A document outside a conversation, from an office: the bot stores nothing of it and explains /moi.
feature
  .on('message:document')
  .filter((ctx) => ctx.isPrivate && isIdle(ctx) && officesOf(ctx).length > 0)
  .use((ctx) => ctx.say('new-document-unasked'))
