// Everything that the system stores about a person as lines of text, for the person or for an administrator
// to read on a phone.

import type { EverythingAboutPerson } from '../../../privacy/export-person.ts'
import { dayText, timeAndDayText } from '../../../texts/dates.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotContext } from '../../context.ts'

/** `own` addresses the person, `person` an administrator. */
export function personDataText(
  ctx: BotContext,
  data: EverythingAboutPerson,
  reader: 'own' | 'person',
): string {
  const { t, language, calendar } = { t: ctx.t.bind(ctx), language: ctx.language, calendar: ctx.calendar }
  const when = (at: Date) => timeAndDayText(at, language, calendar.timeZone)
  const day = (at: Date | null) => (at ? dayText(calendar.dayOf(at), language) : '…')
  const section = (key: TextKey, lines: string[]) => [
    '',
    t(key),
    ...(lines.length > 0 ? lines : [t('own-none')]),
  ]
  const who = (act: EverythingAboutPerson['log'][number]) =>
    act.actorKind !== 'officer'
      ? t(`audit-${act.actorKind}`)
      : act.actorId === data.officerId
        ? t(`${reader}-yourself`)
        : (act.actor ?? '—')
  const termOf = ({ endsAt }: EverythingAboutPerson['duties'][number]) =>
    endsAt ? ` (${t('own-term', { day: day(new Date(endsAt.getTime() - 1)) })})` : ''
  return [
    t(`${reader}-title`, { when: when(ctx.now) }),
    ...section(`${reader}-you`, [
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
          `${t(`unit-duty-${held.duty}`)}, ${held.unitName}: ` +
          `${day(held.since)} – ${held.until ? day(held.until) : t('own-now')}${termOf(held)}`,
      ),
    ),
    ...section(
      'own-acknowledged',
      data.acknowledged.map((one) => `${when(one.at)}: ${one.number}, ${one.unit}`),
    ),
    ...section(
      'own-reported',
      data.reported.map(
        ({ at, number, unit, version }) =>
          `${when(at)}: ${number}, ${unit}, ${t('own-version', { version: String(version) })}`,
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
      `${reader}-messages`,
      data.messages.map((one) =>
        t('own-messages-line', { purpose: one.purpose, count: one.count, since: when(one.oldest) }),
      ),
    ),
    ...section(
      `${reader}-log`,
      data.log.map(
        (act) =>
          `${when(act.at)}: ${t('audit-action', { action: act.action.replace('.', '-') })} ` +
          `(${who(act)}${act.unitCode ? `, ${act.unitCode}` : ''})`,
      ),
    ),
    ...section('own-page', [
      ...data.links.map((link) => t('own-link', { since: when(link.made), until: when(link.expires) })),
      ...data.sessions.map(
        (one) =>
          t('own-session', { since: when(one.since), until: when(one.expires) }) +
          (one.ended ? ` ${t('own-session-ended')}` : ''),
      ),
    ]),
    '',
  ].join('\n')
}
