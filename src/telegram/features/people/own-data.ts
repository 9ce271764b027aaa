// /dulieu: what the system stores about the person who asks, with or without a duty; all of it as a file;
// erasure (enrolment.ts).

import { Composer } from 'grammy'
import { personWithoutDuty } from '../../../org/author.ts'
import { exportPersonEverywhere } from '../../../privacy/export-person.ts'
import { exportPerson } from '../../../privacy/personal-data.ts'
import type { BotDeps } from '../../bot-deps.ts'
import type { AnyTapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { onCommand } from '../../routing.ts'
import { ownDataButtons } from './buttons.ts'
import { findCurrentPerson } from './current-person.ts'
import { eraseButton } from './enrolment.ts'
import { personDataText } from './person-data-text.ts'
import { sendFileNow } from './send-file-now.ts'

export function ownDataFeature(deps: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>()

  onCommand(feature, 'dulieu').use(async (ctx) => {
    const person = await findCurrentPerson(ctx)
    const data = person && (await exportPerson(ctx.tx, person.officerId))
    if (!data) return ctx.say('enrol-unknown')
    // A substitute's duty may have ended before the system has noted that.
    const duties = ctx.actor ? data.duties : []
    const held = duties
      .filter((duty) => duty.until === null)
      .map(({ duty, unitName }) => `${ctx.t(`unit-duty-${duty}`)}, ${unitName}`)
    const version = data.consentVersion
    const lines = [
      ctx.html('enrol-data', {
        name: data.fullName,
        account: String(data.telegramUserId ?? ''),
        duties: held.join('; ') || ctx.t('enrol-data-no-duty'),
        consent:
          version === null
            ? ctx.t('enrol-data-no-consent')
            : ctx.t('enrol-data-consent', { version: String(version) }),
      }),
      ctx.html('enrol-data-next'),
    ]
    const file = ownDataButtons.button.file(ctx.t('own-button-file'))
    await ctx.sayHtml(lines.join('\n\n'), { buttons: [[file], [eraseButton(ctx)]] })
  })

  ownDataButtons.on(feature, { file: sendOwnData })

  async function sendOwnData(ctx: AnyTapContext): Promise<void> {
    const officerId = (await findCurrentPerson(ctx))?.officerId
    if (officerId === undefined) return ctx.answerTap('enrol-erased-tap')
    const author = personWithoutDuty(officerId)
    const exported = await exportPersonEverywhere(ctx.tx, author, { officerId }, ctx.at)
    if (!exported.ok) return ctx.answerTap('enrol-erased-tap')
    ctx.answerTap('own-file-tap')
    sendFileNow(deps, ctx, {
      text: personDataText(ctx, exported.data, 'own'),
      name: 'du-lieu-cua-toi.txt',
      caption: 'own-file-caption',
      sorry: 'own-file-failed',
    })
  }

  return feature
}
