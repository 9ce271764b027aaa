// /dulieu: what is kept about the person who asks; all of it as a file; erasing it (enrolment.ts).
import { Composer } from 'grammy'
import { enqueueMessage } from '../../circulation/outbox.ts'
import { exportPerson } from '../../org/personal-data.ts'
import { dayText, timeAndDayText } from '../../texts/dates.ts'
import type { BotDeps } from '../bot-deps.ts'
import { encodeCallback } from '../callback-codec.ts'
import type { BotContext } from '../context.ts'
import { type EverythingAboutPerson, exportPersonEverywhere } from '../export-person.ts'
import { errorSummary } from '../failures.ts'
import { onCommand, onTap } from '../routing.ts'
import { eraseButton } from './enrolment.ts'

export function ownData(deps: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>()

  onCommand(feature, 'dulieu').use(async (ctx) => {
    const data = ctx.actor && (await exportPerson(ctx.tx, ctx.actor.officerId))
    if (!data) return ctx.say('enrol-unknown')
    const held = data.duties
      .filter((duty) => duty.until === null)
      .map(({ duty, unitName }) => `${ctx.t(`unit-duty-${duty}`)}, ${unitName}`)
    const version = data.consentVersion
    const lines = [
      ctx.html('enrol-data', {
        name: data.fullName,
        account: String(data.telegramUserId ?? ''),
        duties: held.join('; '),
        consent:
          version === null
            ? ctx.t('enrol-data-no-consent')
            : ctx.t('enrol-data-consent', { version: String(version) }),
      }),
      ctx.html('enrol-data-next'),
    ]
    const file = { text: ctx.t('own-button-file'), data: encodeCallback({ action: 'own', id: 0 }) }
    await ctx.sayHtml(lines.join('\n\n'), { buttons: [[file], [eraseButton(ctx)]] })
  })

  onTap(feature, 'own').use(async (ctx) => {
    const officerId = ctx.actor?.officerId
    if (officerId === undefined || !ctx.isPrivate || !ctx.chat) return ctx.answerTap('enrol-erased-tap')
    const by = { kind: 'officer', id: officerId } as const
    const data = await exportPersonEverywhere(ctx.tx, { officerId, by, now: ctx.now })
    if (!data) return ctx.answerTap('enrol-erased-tap')
    ctx.answerTap('own-file-tap')
    // Through memory only: a copy in the outbox would be one more place with everything in it.
    const bytes = Buffer.from(`\ufeff${ownDataText(ctx, data)}`)
    const [to, language] = [ctx.chat.id, ctx.language]
    const message = {
      text: ctx.html('own-file-caption'),
      file: { bytes, name: 'du-lieu-cua-toi.txt', mime: 'text/plain' },
    }
    const sorry = { message: { text: ctx.html('own-file-failed') } }
    ctx.afterCommit(async () => {
      const outcome = await deps.messenger.send({ telegramChatId: to }, message)
      if (outcome.kind === 'sent') return
      deps.log.warn({ failure: errorSummary(outcome.kind) }, 'The own data could not be sent')
      const now = deps.clock.now()
      await enqueueMessage(deps.db, {
        ...{ purpose: 'answer', lane: 0, telegramChatId: to, language, payload: sorry, dueAt: now, now },
      })
      deps.wake('send-deliveries', { slot: 0 })
    })
  })

  return feature
}

/** Everything, to be read by the person; lines, not a table, since it is read on a phone. */
export function ownDataText(ctx: BotContext, data: EverythingAboutPerson): string {
  const { t, language, calendar } = { t: ctx.t.bind(ctx), language: ctx.language, calendar: ctx.calendar }
  const when = (at: Date) => timeAndDayText(at, language, calendar.timeZone)
  const day = (at: Date | null) => (at ? dayText(calendar.dayOf(at), language) : '…')
  const section = (key: string, lines: string[]) => [
    '',
    t(key),
    ...(lines.length > 0 ? lines : [t('own-none')]),
  ]
  const who = (act: EverythingAboutPerson['log'][number]) =>
    act.actorKind !== 'officer'
      ? t(`audit-${act.actorKind}`)
      : act.actorId === data.officerId
        ? t('own-yourself')
        : (act.actor ?? '—')
  return [
    t('own-title', { when: when(ctx.now) }),
    ...section('own-you', [
      t('own-name', { name: data.fullName }),
      t('own-account', { account: String(data.telegramUserId ?? '') }),
      data.consentedAt
        ? t('own-consent', { version: String(data.consentVersion ?? ''), when: when(data.consentedAt) })
        : t('own-no-consent'),
      t('own-since', { when: when(data.createdAt) }),
    ]),
    ...section(
      'own-duties',
      data.duties.map(
        (held) =>
          `${t(`unit-duty-${held.duty}`)}, ${held.unitName}: ${day(held.since)} – ${held.until ? day(held.until) : t('own-now')}${held.endsAt ? ` (${t('own-term', { day: day(new Date(held.endsAt.getTime() - 1)) })})` : ''}`,
      ),
    ),
    ...section(
      'own-acknowledged',
      data.acknowledged.map((one) => `${when(one.at)}: ${one.number}, ${one.unit}`),
    ),
    ...section(
      'own-reported',
      data.reported.map(
        (one) =>
          `${when(one.at)}: ${one.number}, ${one.unit}, ${t('own-version', { version: String(one.version) })}`,
      ),
    ),
    ...section(
      'own-drafted',
      data.drafted.map((one) => `${when(one.at)}: ${one.number}`),
    ),
    ...section(
      'own-conversations',
      data.conversations.map((one) => `${when(one.changedAt)}: ${JSON.stringify(one.data)}`),
    ),
    ...section(
      'own-messages',
      data.messages.map((one) =>
        t('own-messages-line', { purpose: one.purpose, count: one.count, since: when(one.oldest) }),
      ),
    ),
    ...section(
      'own-log',
      data.log.map(
        (act) =>
          `${when(act.at)}: ${t('audit-action', { action: act.action.replace('.', '-') })} (${who(act)}${act.unitCode ? `, ${act.unitCode}` : ''})`,
      ),
    ),
    ...section('own-page', [
      ...data.links.map((link) => t('own-link', { since: when(link.made), until: when(link.expires) })),
      ...data.sessions.map(
        (one) =>
          `${t('own-session', { since: when(one.since), until: when(one.expires) })}${one.ended ? ` ${t('own-session-ended')}` : ''}`,
      ),
    ]),
    '',
  ].join('\n')
}
