// Cascade in chat: a committee's office passes a directive on to the units below it. People who may view
// these units see which of them still hold it and for how long.
import { Composer } from 'grammy'
import { deadlinesOf, passedDeadlines, passOn } from '../../../circulation/pass-on.ts'
import { summariseAudience } from '../../../directive/audience.ts'
import { type DirectiveRow, findDirective } from '../../../directive/directive.store.ts'
import { findUnit } from '../../../org/unit.store.ts'
import { type CascadeStep, cascadeSteps } from '../../../rollup/cascade.ts'
import { resolveViewUnit } from '../../../rollup/visible-directives.ts'
import { dayText, deadlineText } from '../../../texts/dates.ts'
import type { TapContext } from '../../buttons.ts'
import type { BotContext } from '../../context.ts'
import { newDirective } from '../new-directive/conversation.ts'
import { everythingPausedLines } from '../progress/everything-paused-lines.ts'
import { cascadeButtons } from './buttons.ts'

const feature = new Composer<BotContext>()

export { feature as cascadeFeature }

const maxSteps = 40

cascadeButtons.on(feature, {
  ask: withDirective(askWhetherSure),
  yes: withDirective(passDirectiveOn),
  plan: withDirective(draftPlan),
  steps: withDirective(showSteps),
})

type Handler = (ctx: TapContext, row: DirectiveRow, unitId: number) => Promise<void>

/** Wraps a handler with the directive and the unit that the button names. */
function withDirective(handle: Handler) {
  return async (ctx: TapContext, values: { directive: number; unit: number }): Promise<void> => {
    const row = await findDirective(ctx.tx, values.directive)
    if (row) await handle(ctx, row, values.unit)
  }
}

async function askWhetherSure(ctx: TapContext, row: DirectiveRow, unitId: number): Promise<void> {
  const unit = await findUnit(ctx.tx, unitId)
  const own = await deadlinesOf(ctx.tx, row.id, unitId)
  if (!unit || !own) return ctx.answerTap('cascade-fault-not_received', {}, { alert: true })
  const deadlines = passedDeadlines(own, ctx.now, ctx.calendar)
  const { recipients } = await summariseAudience(ctx.tx, { root: unitId }, ctx.calendar.dayOf(ctx.now))
  const say = (at: Date | null) => (at ? deadlineText(at, ctx.language, ctx.calendar.timeZone) : '–')
  const yes = cascadeButtons.button.yes(ctx.t('cascade-button-yes', { count: recipients }), {
    directive: row.id,
    unit: unitId,
  })
  await ctx.say(
    'cascade-ask',
    {
      number: row.numberText,
      unit: unit.name,
      count: recipients,
      ack: say(deadlines.ackDueAt),
      report: say(deadlines.reportDueAt),
    },
    { buttons: [[yes]] },
  )
}

/** Opens /moi for the committee's own plan, linked to the directive that it implements. */
async function draftPlan(ctx: TapContext, row: DirectiveRow, unitId: number): Promise<void> {
  const held = ctx.actor.duties.find((each) => each.duty === 'office' && each.unitId === unitId)
  if (!held || !row.asksPlan) return ctx.answerTap('cascade-fault-not_allowed', {}, { alert: true })
  await newDirective.start(ctx, {
    content: { issuerUnitId: held.unitId },
    notes: { keepLinks: true, links: [{ numberText: row.numberText, relation: 'implements' }] },
    note: ['cascade-plan-begin', { number: row.numberText }],
  })
}

async function passDirectiveOn(ctx: TapContext, row: DirectiveRow, unitId: number): Promise<void> {
  const { now, calendar } = ctx
  const outcome = await passOn(ctx.tx, ctx.actor, { directiveId: row.id, unitId }, { now, calendar })
  if (!outcome.ok) return await ctx.say(`cascade-fault-${outcome.reason}`, { number: row.numberText })
  ctx.showInstead([])
  await ctx.say(outcome.already ? 'cascade-already' : 'cascade-done', {
    number: row.numberText,
    count: outcome.recipients,
  })
}

async function showSteps(ctx: TapContext, row: DirectiveRow, unitId: number): Promise<void> {
  const at = await resolveViewUnit(ctx.tx, ctx.actor, unitId)
  if (!at) return ctx.answerTap('status-not-allowed', {}, { alert: true })
  const steps = await cascadeSteps(ctx.tx, row.id, at.unitId)
  const passed = steps.filter((step) => step.passedOnAt !== null).length
  const lines = steps.slice(0, maxSteps).flatMap((step) => stepLines(ctx, step))
  const head = [
    ctx.html('cascade-steps', { passed, count: steps.length }),
    ...(await everythingPausedLines(ctx)),
  ]
  await ctx.sayHtml([...head, ...lines].join('\n'))
}

function stepLines(ctx: BotContext, step: CascadeStep): string[] {
  const { calendar } = ctx
  const until = step.passedOnAt ?? ctx.now
  const days = step.receivedAt
    ? calendar.workingDaysBetween(calendar.dayOf(step.receivedAt), calendar.dayOf(until))
    : 0
  const key = step.passedOnAt ? 'passed' : step.receivedAt ? 'held' : 'waiting'
  const line = ctx.html(`cascade-step-${key}`, { unit: step.unitName, days })
  if (step.planNumber === null || step.planIssuedOn === null) return [line]
  const day = dayText(step.planIssuedOn, ctx.language)
  return [line, ctx.html('cascade-step-plan', { number: step.planNumber, day })]
}
