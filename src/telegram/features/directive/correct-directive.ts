// "Đính chính": an office corrects the subject, text, file or deadlines of an issued directive, sees what
// changes, and sends the new version. The rules are the circulation room's.
import { Composer } from 'grammy'
import { findDirective } from '../../../directive/directive.store.ts'
import type { BotContext } from '../../context.ts'
import { createConversation } from '../../steps.ts'
import { refusesText } from '../new-directive/conversation.ts'
import { type CorrectionNotes, correctionDialog, openCorrectionButtons } from './correction.ts'
import { correctionButtons, correctionSteps, takeNewFile } from './correction-steps.ts'

const feature = new Composer<BotContext>()

export { feature as correctDirectiveFeature }

const conversation = createConversation<CorrectionNotes>({
  dialog: correctionDialog,
  buttons: correctionButtons,
  steps: correctionSteps,
  sayCancelled: (ctx) => ctx.say('change-never-mind'),
  refuses: refusesText,
  onOtherDocument: takeNewFile,
})

openCorrectionButtons.on(feature, {
  async open(ctx, { directive: directiveId }) {
    const row = await findDirective(ctx.tx, directiveId)
    if (!row) return ctx.answerTap('change-fault-not_allowed', {}, { alert: true })
    const { version } = row
    const open = await conversation.current(ctx)
    // A correction of the same version is open already: continue it.
    if (open?.notes.directiveId === directiveId && open.notes.version === version)
      return await conversation.askNext(ctx, open)
    await conversation.start(ctx, { content: {}, notes: { directiveId, version } })
  },
})

conversation.listen(feature)
