// The reminder plan: each choice shows the days on which its reminders would fall.
import { reminderPlanNames, reminderPlanOf, reminderPlans } from '../../../../directive/reminders.ts'
import { defineButtons, oneOf, token } from '../../../buttons.ts'
import { answerTaps } from '../../../steps.ts'
import { choice } from '../buttons.ts'
import { type NewDirectiveStep, reminderOptionsOf, withContent } from '../draft.ts'
import { reminderDayLines } from '../reminder-lines.ts'

const buttons = defineButtons('new_reminders', { choose: { draft: token, plan: oneOf(reminderPlanNames) } })

export const reminders: NewDirectiveStep = {
  id: 'reminders',
  outOfTurn: true,
  isAnswered: () => true,
  async ask(ctx, draft) {
    const options = reminderOptionsOf(draft)
    // The person's own days, given on the command line, are none of the plans.
    const chosen = reminderPlanOf(options.reminders)
    const lines = reminderPlanNames.flatMap((plan) => [
      '',
      ctx.html('asked-plan-heading', { plan: ctx.t(`asked-plan-${plan}`) }),
      ...reminderDayLines(ctx, options, reminderPlans[plan]),
    ])
    const rows = reminderPlanNames.map((plan) => [
      buttons.button.choose(choice(plan === chosen, ctx.t(`asked-plan-${plan}`)), { draft: draft.id, plan }),
    ])
    await ctx.sayHtml([ctx.html('asked-ask-reminders'), ...lines].join('\n'), { buttons: rows })
  },
  taps: answerTaps(buttons, {
    choose: (_ctx, draft, { plan }) => ({
      next: withContent(draft, { reminders: plan === 'usual' ? null : reminderPlans[plan] }),
    }),
  }),
}
