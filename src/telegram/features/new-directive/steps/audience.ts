// The recipients of the directive: levels, without chosen branches, or speakers.
import type { Button } from '../../../../circulation/messenger.ts'
import { type Audience, kindsOf } from '../../../../directive/audience.ts'
import { childrenOf } from '../../../../org/unit.store.ts'
import type { UnitKind } from '../../../../platform/database-types.ts'
import type { TextKey } from '../../../../texts/index.ts'
import { defineButtons, num, oneOf, token } from '../../../buttons.ts'
import type { BotContext } from '../../../context.ts'
import { answerTaps } from '../../../steps.ts'
import { unit } from '../../../subjects.ts'
import { askButton, choice, put } from '../buttons.ts'
import { audienceOf, type NewDirective, type NewDirectiveStep, withContent, withNotes } from '../draft.ts'

/** Levels that receive the directive; those of the last two also pass it on. */
const levels = ['cell', 'all', 'committee', 'grassroots', 'at_once', 'after_plan'] as const
type Level = (typeof levels)[number]
const kindsOfLevel: Record<Level, readonly UnitKind[]> = {
  cell: ['cell'],
  all: ['committee', 'grassroots', 'section', 'cell'],
  committee: ['committee'],
  grassroots: ['grassroots', 'section'],
  at_once: ['committee'],
  after_plan: ['committee'],
}
const isPassing = (level: Level) => level === 'at_once' || level === 'after_plan'

const buttons = defineButtons('new_audience', {
  level: { draft: token, level: oneOf(levels) },
  speakers: { draft: token },
  branch: { draft: token, unit },
  page: { draft: token, page: num },
  done: { draft: token },
})
const branchesPerPage = 10

export const audience: NewDirectiveStep = {
  id: 'audience',
  outOfTurn: true,
  isAnswered: () => true,
  async ask(ctx, draft, { inPlace }) {
    const { listName } = draft.notes
    const chosen = audienceOf(draft)
    const lines = [
      ctx.html(chosen.speakers ? 'speaker-ask-audience' : 'new-ask-audience'),
      ...(listName === undefined ? [] : [ctx.html('list-in-use', { name: listName })]),
      ...choiceLines(ctx, chosen),
    ]
    const rows = [
      ...levelRows(ctx, draft),
      ...(await branchRows(ctx, draft)),
      [
        askButton(ctx, draft, 'list-button-choose', 'lists'),
        askButton(ctx, draft, 'list-button-save', 'list_name'),
      ],
      [buttons.button.done(ctx.t('new-button-audience-done'), { draft: draft.id })],
    ]
    await put(ctx, lines.join('\n'), rows, inPlace)
  },
  taps: answerTaps(buttons, {
    level(_ctx, draft, { level }) {
      const before = audienceOf(draft)
      // For speakers "all levels" includes the issuer's own.
      const kinds = before.speakers && level === 'all' ? undefined : [...kindsOfLevel[level]]
      const passing = { passesOn: isPassing(level), asksPlan: level === 'after_plan' }
      return { here: withAudience(draft, { ...before, kinds }, passing) }
    },
    speakers(_ctx, draft) {
      const { speakers, kinds: _kinds, ...units } = audienceOf(draft)
      if (speakers) return { here: withAudience(draft, units) }
      return { here: withAudience(draft, { ...units, speakers: 'all' }) }
    },
    branch(_ctx, draft, { unit: branch }) {
      const before = audienceOf(draft)
      const exclude = before.exclude ?? []
      const changed = exclude.includes(branch) ? exclude.filter((id) => id !== branch) : [...exclude, branch]
      return { here: withAudience(draft, { ...before, exclude: changed }) }
    },
    page: (_ctx, draft, { page }) => ({
      here: withNotes(draft, { page: (draft.notes.page ?? 0) === page ? 0 : page }),
    }),
    done: (_ctx, draft) => ({ next: withNotes(draft, { page: undefined }) }),
  }),
}

/** The draft with other recipients. Speakers only acknowledge; they owe no report. */
export function withAudience(
  draft: NewDirective,
  chosen: Audience,
  passing?: { passesOn: boolean; asksPlan: boolean },
): NewDirective {
  const forSpeakers = { passesOn: false, asksPlan: false, asksReport: false, reportDueAt: undefined }
  const changed = withContent(draft, {
    audience: chosen,
    ...passing,
    ...(chosen.speakers ? forSpeakers : {}),
  })
  return withNotes(changed, { listName: undefined })
}

function levelRows(ctx: BotContext, draft: NewDirective): Button[][] {
  const chosen = audienceOf(draft)
  const level = levelOf(draft, chosen)
  const { speakers } = chosen
  const offered = speakers ? levels.filter((each) => !isPassing(each)) : levels
  return [
    [
      buttons.button.speakers(ctx.t(speakers ? 'speaker-button-units' : 'speaker-button-speakers'), {
        draft: draft.id,
      }),
    ],
    ...offered.map((each) => {
      const key = speakers && each === 'all' ? 'speaker-kinds-all' : (`new-kinds-${each}` as const)
      return [buttons.button.level(choice(each === level, ctx.t(key)), { draft: draft.id, level: each })]
    }),
  ]
}

/** The chosen level; undefined when it is none of those offered. */
function levelOf({ content }: NewDirective, chosen: Audience): Level | undefined {
  if (content.passesOn) return content.asksPlan ? 'after_plan' : 'at_once'
  if (chosen.speakers && !chosen.kinds) return 'all'
  const kinds = JSON.stringify(kindsOf(chosen))
  return levels.find((level) => !isPassing(level) && JSON.stringify(kindsOfLevel[level]) === kinds)
}

async function branchRows(ctx: BotContext, draft: NewDirective): Promise<Button[][]> {
  const { root, exclude = [] } = audienceOf(draft)
  const branches = await childrenOf(ctx.tx, root)
  const lastPage = Math.max(0, Math.ceil(branches.length / branchesPerPage) - 1)
  const page = Math.min(draft.notes.page ?? 0, lastPage)
  const shown = branches.slice(page * branchesPerPage, (page + 1) * branchesPerPage)
  const rows = shown.map(({ id, name }) => [
    buttons.button.branch(`${exclude.includes(id) ? '⬜️' : '☑️'} ${name}`, { draft: draft.id, unit: id }),
  ])
  if (branches.length <= branchesPerPage) return rows
  const more = ctx.t('new-button-more-branches')
  return [...rows, [buttons.button.page(more, { draft: draft.id, page: page + 1 })]]
}

/** What the buttons cannot show: chosen branches, named units, the number of excluded units. */
export function choiceLines(ctx: BotContext, { speakers, branches, include, exclude }: Audience): string[] {
  const line = (key: TextKey, ids: readonly number[] | undefined) =>
    ids === undefined || ids.length === 0 ? [] : [ctx.html(key, { count: ids.length })]
  return [
    ...(Array.isArray(speakers) ? [ctx.html('speaker-named', { count: speakers.length })] : []),
    ...line('list-branches', branches),
    ...line('list-include', include),
    ...line('list-exclude', exclude),
  ]
}
