// The data of another person, from the card of a unit or a name found: an administrator has them as a file, or erases the
// person, asked twice. The rule is org/handle-person.ts, asked inside the transaction of the act.
import { Composer } from 'grammy'
import type { Button } from '../../../circulation/messenger.ts'
import type { Actor } from '../../../org/actor.ts'
import { can, subtreesFor } from '../../../org/permissions.ts'
import { noteViewed } from '../../../org/processing-log.ts'
import { type PersonFound, personWithin } from '../../../org/search-people.ts'
import { unitCard } from '../../../org/unit-card.ts'
import { erasePersonEverywhere } from '../../../privacy/erase-person.ts'
import { exportPersonEverywhere } from '../../../privacy/export-person.ts'
import { authorisePerson, type PersonVerdict } from '../../../privacy/handle-person.ts'
import type { TextKey } from '../../../texts/index.ts'
import type { BotDeps } from '../../bot-deps.ts'
import { encodeCallback } from '../../callback-codec.ts'
import type { BotContext } from '../../context.ts'
import { onTap } from '../../routing.ts'
import { personDataText } from '../people/person-data-text.ts'
import { sendFileNow } from '../people/send-file-now.ts'

/** What a button means; its place travels in the button: add at the end. The id is the person's, of `which` the unit's. */
const steps = ['which', 'card', 'export', 'erase', 'erase_surely', 'leave'] as const

function button(ctx: BotContext, key: TextKey, step: (typeof steps)[number], id: number): Button {
  return { text: ctx.t(key), data: encodeCallback({ action: 'person', id, extra: [steps.indexOf(step)] }) }
}

/** May this actor do something with the data of people at that unit? For menus only. */
export const handlesPeople = (actor: Actor, pathIds: readonly number[]) =>
  can(actor, 'person.export', { pathIds }) || can(actor, 'person.erase', { pathIds })

/** The button below the card of a unit that opens this. */
export const personDataButton = (ctx: BotContext, unitId: number): Button =>
  button(ctx, 'person-button-which', 'which', unitId)

/** The button that opens the card of a person. */
export const personButton = (ctx: BotContext, officerId: number, text: string): Button => ({
  ...button(ctx, 'person-button-which', 'card', officerId),
  text: text.slice(0, 60),
})

export function personData(deps: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>()

  onTap(feature, 'person').use(async (ctx) => {
    const { actor, tap } = ctx
    const step = steps[tap.extra[0] ?? 0]
    if (!actor || !ctx.isPrivate) return ctx.answerTap('person-not-allowed', {}, { alert: true })
    if (step === 'leave') return ctx.showInstead([])
    if (step === 'which') return await askWhich(ctx, actor, tap.id)
    const person = await personWithin(ctx.tx, subtreesFor(actor, 'unit.view'), tap.id, ctx.now)
    // Of somebody elsewhere it is not told whether there is such a person.
    if (!person) return ctx.answerTap('person-gone', {}, { alert: true })
    switch (step) {
      case 'card':
        return await showCard(ctx, actor, person)
      case 'export':
        return await giveOut(deps, ctx, actor, person)
      case 'erase':
        return await askErase(ctx, actor, person)
      case 'erase_surely':
        return await erase(ctx, actor, person)
      default:
        ctx.showInstead([])
    }
  })

  return feature
}

async function askWhich(ctx: BotContext, actor: Actor, unitId: number): Promise<void> {
  const card = await unitCard(ctx.tx, unitId, { now: ctx.now, page: 0, pageSize: 1, withBelow: false })
  if (!card || !handlesPeople(actor, card.path.ids))
    return ctx.answerTap('person-not-allowed', {}, { alert: true })
  const people = new Map(card.holders.map((one) => [one.officerId, one]))
  await noteViewed(ctx.tx, [...people.keys()], { by: self(actor), unitId, now: ctx.now })
  const buttons = [...people.values()]
    .slice(0, 15)
    .map((one) => [personButton(ctx, one.officerId, `${ctx.t(`unit-duty-${one.duty}`)}: ${one.name}`)])
  if (buttons.length === 0) return ctx.answerTap('person-gone', {}, { alert: true })
  await ctx.say('person-which', { unit: card.unit.name }, { buttons })
}

const self = (actor: Actor) => ({ kind: 'officer', id: actor.officerId }) as const

async function showCard(ctx: BotContext, actor: Actor, person: PersonFound): Promise<void> {
  await noteViewed(ctx.tx, [person.officerId], {
    by: self(actor),
    unitId: person.duties[0]?.unitId ?? null,
    now: ctx.now,
  })
  const lines = [
    ctx.html('person-head', { name: person.name }),
    ...person.duties.slice(0, 10).map((held) =>
      ctx.html(held.isSubstitute ? 'person-duty-substitute' : 'person-duty', {
        duty: ctx.t(`unit-duty-${held.duty}`),
        unit: held.unitName,
      }),
    ),
  ]
  const units = new Map(person.duties.map((held) => [held.unitId, held.unitName]))
  const buttons: Button[][] = [...units].slice(0, 5).map(([id, name]) => [
    {
      text: ctx.t('person-button-unit', { unit: name }).slice(0, 60),
      data: encodeCallback({ action: 'unit', id, extra: [0] }),
    },
  ])
  // Each act has its right; who may do neither has no reason to know whether the person holds something elsewhere.
  const may = async (action: 'person.export' | 'person.erase') =>
    await authorisePerson(ctx.tx, self(actor), action, person.officerId, ctx.now)
  const [exported, erased] = [await may('person.export'), await may('person.erase')]
  const isOwn = person.officerId === actor.officerId
  if (exported.ok && !isOwn) buttons.push([button(ctx, 'person-button-export', 'export', person.officerId)])
  if (erased.ok && !isOwn) buttons.push([button(ctx, 'person-button-erase', 'erase', person.officerId)])
  if (isOwn) lines.push('', ctx.html('person-own'))
  else if (isElsewhere(exported) || isElsewhere(erased)) lines.push('', ctx.html('person-elsewhere'))
  await ctx.sayHtml(lines.join('\n'), { buttons })
}

const isElsewhere = (verdict: PersonVerdict) => !verdict.ok && verdict.reason === 'elsewhere'

function refuse(ctx: BotContext, { reason }: Extract<PersonVerdict, { ok: false }>): void {
  const key = {
    not_allowed: 'person-not-allowed',
    elsewhere: 'person-elsewhere-tap',
    gone: 'person-gone',
  } as const
  ctx.answerTap(key[reason], {}, { alert: true })
}

async function giveOut(deps: BotDeps, ctx: BotContext, actor: Actor, person: PersonFound): Promise<void> {
  const { officerId, name } = person
  const verdict = await authorisePerson(ctx.tx, self(actor), 'person.export', officerId, ctx.now)
  if (!verdict.ok) return refuse(ctx, verdict)
  const data = await exportPersonEverywhere(ctx.tx, {
    officerId,
    by: self(actor),
    now: ctx.now,
    unitId: verdict.unitId,
  })
  if (!data) return refuse(ctx, { ok: false, reason: 'gone' })
  ctx.answerTap('own-file-tap')
  sendFileNow(deps, ctx, {
    text: personDataText(ctx, data, 'person'),
    name: `du-lieu-ca-nhan-${officerId}.txt`,
    caption: 'person-file-caption',
    sorry: 'person-file-failed',
    args: { name },
  })
}

async function askErase(ctx: BotContext, actor: Actor, person: PersonFound): Promise<void> {
  const { officerId, name } = person
  const verdict = await authorisePerson(ctx.tx, self(actor), 'person.erase', officerId, ctx.now)
  if (!verdict.ok) return refuse(ctx, verdict)
  if (officerId === actor.officerId) return ctx.answerTap('person-own-tap', {}, { alert: true })
  const duties = person.duties.map((held) => `${ctx.t(`unit-duty-${held.duty}`)}, ${held.unitName}`)
  await ctx.say(
    'person-erase-ask',
    { name, duties: duties.slice(0, 10).join('; ') },
    {
      buttons: [
        [button(ctx, 'person-button-erase-surely', 'erase_surely', officerId)],
        [button(ctx, 'unit-button-leave', 'leave', 0)],
      ],
    },
  )
}

async function erase(ctx: BotContext, actor: Actor, person: PersonFound): Promise<void> {
  const { officerId } = person
  const verdict = await authorisePerson(ctx.tx, self(actor), 'person.erase', officerId, ctx.now)
  if (!verdict.ok) return refuse(ctx, verdict)
  if (officerId === actor.officerId) return ctx.answerTap('person-own-tap', {}, { alert: true })
  const erased = await erasePersonEverywhere(ctx.tx, {
    officerId,
    by: self(actor),
    now: ctx.now,
    unitId: verdict.unitId,
  })
  if (!erased) return refuse(ctx, { ok: false, reason: 'gone' })
  ctx.answerTap('enrol-erased-tap')
  const unit = person.duties
    .map((held) => held.unitName)
    .slice(0, 3)
    .join('; ')
  ctx.showInstead([], ctx.html('person-erased', { unit }))
  const { length } = erased.mentions
  if (length > 0) await ctx.say('person-mentions', { count: length })
}
