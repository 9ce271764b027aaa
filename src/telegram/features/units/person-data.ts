// The data of another person, opened from the card of a unit or from a found name: an administrator gets the
// data as a file, or erases the person after a confirmation. The rule is in privacy/handle-person.ts and is
// checked inside the transaction of the action.
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
import type { BotDeps } from '../../bot-deps.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { personDataText } from '../people/person-data-text.ts'
import { sendFileNow } from '../people/send-file-now.ts'
import { personButtons, unitButtons } from './buttons.ts'

const { button } = personButtons

/** May this actor export or erase the data of people of that unit? For menus only. */
export const handlesPeople = (actor: Actor, pathIds: readonly number[]) =>
  can(actor, 'person.export', { pathIds }) || can(actor, 'person.erase', { pathIds })

/** The button below the card of a unit that lists its people. */
export const personDataButton = (ctx: BotContext, unitId: number): Button =>
  button.which(ctx.t('person-button-which'), { unit: unitId })

/** The button that opens the card of a person. */
export const personButton = (officerId: number, text: string): Button =>
  button.card(text.slice(0, 60), { person: officerId })

export function personDataFeature(deps: BotDeps): Composer<BotContext> {
  const feature = new Composer<BotContext>()

  personButtons.on(feature, {
    which: (ctx, { unit }) => askWhich(ctx, ctx.actor, unit),
    card: withPerson((ctx, person) => showCard(ctx, ctx.actor, person)),
    export: withPerson((ctx, person) => giveOut(deps, ctx, ctx.actor, person)),
    erase: withPerson((ctx, person) => askErase(ctx, ctx.actor, person)),
    erase_surely: withPerson((ctx, person) => erase(ctx, ctx.actor, person)),
    leave: (ctx) => ctx.showInstead([]),
  })

  return feature
}

/** Wraps a handler with the person that the button names. */
function withPerson(handle: (ctx: TapContext, person: PersonFound) => Promise<void>) {
  return async (ctx: TapContext, values: { person: number }): Promise<void> => {
    const roots = subtreesFor(ctx.actor, 'unit.view')
    const person = await personWithin(ctx.tx, roots, values.person, ctx.now)
    if (person) await handle(ctx, person)
    else ctx.answerTap('person-gone', {}, { alert: true })
  }
}

async function askWhich(ctx: BotContext, actor: Actor, unitId: number): Promise<void> {
  const card = await unitCard(ctx.tx, unitId, { now: ctx.now, page: 0, pageSize: 1, withBelow: false })
  if (!card || !handlesPeople(actor, card.path.ids))
    return ctx.answerTap('person-not-allowed', {}, { alert: true })
  const people = new Map(card.holders.map((one) => [one.officerId, one]))
  await noteViewed(ctx.tx, actor, { officerIds: [...people.keys()], unitId }, ctx.at)
  const buttons = [...people.values()]
    .slice(0, 15)
    .map((one) => [personButton(one.officerId, `${ctx.t(`unit-duty-${one.duty}`)}: ${one.name}`)])
  if (buttons.length === 0) return ctx.answerTap('person-gone', {}, { alert: true })
  await ctx.say('person-which', { unit: card.unit.name }, { buttons })
}

async function showCard(ctx: BotContext, actor: Actor, person: PersonFound): Promise<void> {
  await noteViewed(
    ctx.tx,
    actor,
    { officerIds: [person.officerId], unitId: person.duties[0]?.unitId ?? null },
    ctx.at,
  )
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
    unitButtons.button.show(ctx.t('person-button-unit', { unit: name }).slice(0, 60), {
      unit: id,
      page: 0,
    }),
  ])
  // Each action has its own permission; a person with neither need not learn whether the officer has a duty
  // elsewhere.
  const may = async (action: 'person.export' | 'person.erase') =>
    await authorisePerson(ctx.tx, actor, action, person.officerId, ctx.now)
  const [exported, erased] = [await may('person.export'), await may('person.erase')]
  const isOwn = person.officerId === actor.officerId
  const about = { person: person.officerId }
  if (exported.ok && !isOwn) buttons.push([button.export(ctx.t('person-button-export'), about)])
  if (erased.ok && !isOwn) buttons.push([button.erase(ctx.t('person-button-erase'), about)])
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
  const exported = await exportPersonEverywhere(ctx.tx, actor, { officerId }, ctx.at)
  if (!exported.ok) return refuse(ctx, exported)
  ctx.answerTap('own-file-tap')
  sendFileNow(deps, ctx, {
    text: personDataText(ctx, exported.data, 'person'),
    name: `du-lieu-ca-nhan-${officerId}.txt`,
    caption: 'person-file-caption',
    sorry: 'person-file-failed',
    args: { name },
  })
}

async function askErase(ctx: BotContext, actor: Actor, person: PersonFound): Promise<void> {
  const { officerId, name } = person
  const verdict = await authorisePerson(ctx.tx, actor, 'person.erase', officerId, ctx.now)
  if (!verdict.ok) return refuse(ctx, verdict)
  if (officerId === actor.officerId) return ctx.answerTap('person-own-tap', {}, { alert: true })
  const duties = person.duties.map((held) => `${ctx.t(`unit-duty-${held.duty}`)}, ${held.unitName}`)
  await ctx.say(
    'person-erase-ask',
    { name, duties: duties.slice(0, 10).join('; ') },
    {
      buttons: [
        [button.erase_surely(ctx.t('person-button-erase-surely'), { person: officerId })],
        [button.leave(ctx.t('unit-button-leave'))],
      ],
    },
  )
}

async function erase(ctx: BotContext, actor: Actor, person: PersonFound): Promise<void> {
  const { officerId } = person
  if (officerId === actor.officerId) return ctx.answerTap('person-own-tap', {}, { alert: true })
  const erased = await erasePersonEverywhere(ctx.tx, actor, { officerId }, ctx.at)
  if (!erased.ok) return refuse(ctx, erased)
  ctx.answerTap('enrol-erased-tap')
  const unit = person.duties
    .map((held) => held.unitName)
    .slice(0, 3)
    .join('; ')
  ctx.showInstead([], ctx.html('person-erased', { unit }))
  const { length } = erased.mentions
  if (length > 0) await ctx.say('person-mentions', { count: length })
}
