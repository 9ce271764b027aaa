// The declaration "Không mật", before the person sends anything of the document.
import { findUnit } from '../../../../org/unit.store.ts'
import { defineButtons, token } from '../../../buttons.ts'
import { answerTaps } from '../../../steps.ts'
import { cancelButton } from '../buttons.ts'
import { type NewDirectiveStep, withNotes } from '../draft.ts'
import { refuseDocument } from '../secrecy-refusal.ts'

const buttons = defineButtons('new_declare', { not_secret: { draft: token }, secret: { draft: token } })

export const declare: NewDirectiveStep = {
  id: 'declare',
  isAnswered: ({ notes }) => notes.declared === true,
  async ask(ctx, draft) {
    const unit = await findUnit(ctx.tx, draft.content.issuerUnitId!)
    const rows = [
      [buttons.button.not_secret(ctx.t('new-button-not-secret'), { draft: draft.id })],
      [buttons.button.secret(ctx.t('new-button-secret'), { draft: draft.id })],
      [cancelButton(ctx, draft)],
    ]
    await ctx.say('new-ask-declaration', { issuer: unit?.name ?? '' }, { buttons: rows })
  },
  onDocument: (_ctx, draft) => ({ next: draft, note: 'new-declare-first' }),
  taps: answerTaps(buttons, {
    not_secret: (_ctx, draft) => ({ next: withNotes(draft, { declared: true }) }),
    secret: (ctx) => refuseDocument(ctx, 'declared'),
  }),
}
