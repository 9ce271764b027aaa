// A registered directive in words: what it is, its files and links, its recipients and what it asks of them.

import { type AudienceSummary, summariseAudience, unreachableUnits } from '../../../directive/audience.ts'
import type { DirectiveRow } from '../../../directive/directive.store.ts'
import { listFiles } from '../../../directive/files.store.ts'
import { linksOf } from '../../../directive/links.store.ts'
import { documentKinds } from '../../../directive/reading/document-kinds.ts'
import { whyNots } from '../../../org/recipients.ts'
import { burdenOf } from '../../../rollup/burden.ts'
import { dayText, deadlineText, timeAndDayText } from '../../../texts/dates.ts'
import type { BotContext } from '../../context.ts'

/** Maximum number of names of unreachable units. */
const namesShown = 5

/** Lines of Telegram HTML. */
export async function directiveCard(ctx: BotContext, row: DirectiveRow): Promise<string[]> {
  const { language, calendar, tx } = ctx
  const deadline = (at: Date) => deadlineText(at, language, calendar.timeZone)
  const kind = documentKinds.find((each) => each.name === row.kind)
  const files = await listFiles(tx, row.id)
  const links = await linksOf(tx, row.id)
  return [
    ctx.html('register-heading', { number: row.numberText, kind: kind?.[language] ?? row.kind }),
    row.subject === '' ? '' : ctx.html('register-subject', { subject: row.subject }),
    ctx.html('register-issuer', {
      issuer: row.issuerName,
      day: dayText(row.issuedOn, language),
      term: row.term,
    }),
    ctx.html('register-state', { state: ctx.t(`register-state-${row.state}`) }),
    ...(row.cancelledAt
      ? [
          ctx.html('register-cancelled', {
            time: timeAndDayText(row.cancelledAt, language, ctx.calendar.timeZone),
          }),
        ]
      : []),
    ...(row.urgency === 'normal'
      ? []
      : [ctx.html('new-details-urgency', { urgency: ctx.t(`new-urgency-${row.urgency}`) })]),
    ...(row.circulationMark === null ? [] : [ctx.html('new-details-mark', { mark: row.circulationMark })]),
    ...(row.ackDueAt ? [ctx.html('new-preview-ack', { deadline: deadline(row.ackDueAt) })] : []),
    row.asksReport && row.reportDueAt
      ? ctx.html('new-preview-report', { deadline: deadline(row.reportDueAt) })
      : ctx.html('new-preview-no-report'),
    ...(row.version > 1 ? [ctx.html('register-version', { version: row.version })] : []),
    ...files.map((file) =>
      ctx.html('register-file', {
        name: file.name,
        kilobytes: Math.ceil(file.size / 1024),
        checksum: file.sha256.slice(0, 16),
      }),
    ),
    ...links.slice(0, 10).map(({ direction, relation, numberText }) =>
      ctx.html(`register-link-${direction}`, {
        relation: ctx.t(`relation-${relation}`),
        number: numberText,
      }),
    ),
  ]
}

/** The number of recipients, those who cannot be reached, and what the recipients already owe. */
export async function audienceLines(ctx: BotContext, audience: DirectiveRow['audience']): Promise<string[]> {
  const day = ctx.calendar.dayOf(ctx.now)
  const summary = await summariseAudience(ctx.tx, audience, day)
  return [
    ctx.html(audience.speakers ? 'speaker-preview-recipients' : 'new-preview-recipients', {
      count: summary.recipients,
    }),
    ...branchLines(ctx, summary),
    ...(await unreachedLines(ctx, audience, summary)),
    ...(await burdenLine(ctx, audience)),
  ]
}

const branchesShown = 20

/** The number of recipients in each committee. */
export function branchLines(ctx: BotContext, { byChild }: AudienceSummary): string[] {
  const more = byChild.length - branchesShown
  return [
    ...byChild.slice(0, branchesShown).map((child) =>
      ctx.html(child.unreachable > 0 ? 'new-preview-branch-partly' : 'new-preview-branch', {
        unit: child.unitName,
        count: child.recipients,
        unreachable: child.unreachable,
      }),
    ),
    ...(more > 0 ? [ctx.html('new-preview-more', { count: more })] : []),
  ]
}

/**
 * The number of unreachable recipients with the reasons and the first names; nothing when all can be reached.
 */
export async function unreachedLines(
  ctx: BotContext,
  audience: DirectiveRow['audience'],
  summary: AudienceSummary,
): Promise<string[]> {
  if (summary.unreachable === 0) return []
  const named = await unreachableUnits(ctx.tx, audience, ctx.calendar.dayOf(ctx.now), namesShown)
  const names = named.map(({ speaker, unitName, whyNot }) =>
    ctx.t('preview-unreached-name', {
      name: speaker === null ? unitName : `${speaker}, ${unitName}`,
      why: ctx.t(`unit-why-${whyNot}`),
    }),
  )
  const more = summary.unreachable - named.length
  return [
    ctx.html(audience.speakers ? 'speaker-preview-unreachable' : 'new-preview-unreachable', {
      count: summary.unreachable,
    }),
    ...whyNots.flatMap((why) => {
      const count = summary.whyNot[why] ?? 0
      return count > 0 ? [ctx.html(`new-why-not-${why}`, { count })] : []
    }),
    ctx.html(more > 0 ? 'preview-unreached-and-more' : 'preview-unreached', {
      names: names.join('; '),
      more,
    }),
  ]
}

/** "n units already owe reports"; nothing when nobody does. */
export async function burdenLine(ctx: BotContext, audience: DirectiveRow['audience']): Promise<string[]> {
  const burden = await burdenOf(ctx.tx, audience, ctx.calendar.dayOf(ctx.now), 1)
  const [most] = burden.most
  if (!most) return []
  return [
    ctx.html(audience.speakers ? 'speaker-preview-burden' : 'new-preview-burden', {
      units: burden.units,
      unit: most.unitName,
      most: most.reports,
    }),
  ]
}
