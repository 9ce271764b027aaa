// The commands about campaigns (đợt): several directives under one heading, and how all of them stand
// together.

import {
  assignCampaign,
  type Campaign,
  type CampaignOutcome,
  closeCampaign,
  directivesOf,
  listCampaigns,
  openCampaign,
} from '../../directive/campaigns.ts'
import type { Author } from '../../org/author.ts'
import type { Db, Tx } from '../../platform/database.ts'
import { sameWords } from '../../platform/vietnamese-text.ts'
import { missingByUnit } from '../../rollup/missing-by-unit.ts'
import { formatRate } from '../../rollup/number-format.ts'
import { type Rates, ratesByChild, responseRates } from '../../rollup/rates.ts'
import { asOption, authorOf } from '../author.ts'
import {
  type CliContext,
  CliFault,
  type CliResult,
  command,
  type InputOf,
  optional,
  repeated,
  required,
} from '../command.ts'
import { between, filled, unitOf } from '../options.ts'
import { addUp, asking } from './figures.ts'
import { inForce } from './options.ts'

const named = { name: repeated('NAME', 'the name of the campaign') }
const ofUnit = { from: required('CODE', 'The unit of the campaign.') }
const acting = { ...ofUnit, ...asOption }
const assigning = { number: required('NUMBER', 'The number of the directive.'), ...acting }
const showing = {
  ...ofUnit,
  unit: optional('CODE', 'By the units below this one (the issuer when left out).'),
  limit: optional(
    'N',
    'At most so many units that are missing something (20 when left out).',
    between(1, 10_000),
  ),
}
const nameGiven = (given: InputOf<typeof named>) =>
  void filled(given.name.join(' '), 'the name of the campaign')
const nameOf = (given: InputOf<typeof named>) => given.name.join(' ').trim()

export const campaignCommands = [
  command({
    name: 'campaign create',
    summary: 'Opens a campaign of a unit; one of the same name is found instead of made twice.',
    arguments: named,
    options: acting,
    check: nameGiven,
    async run(context, given) {
      const unit = await unitOf(context.db, '--from', given.from)
      const name = nameOf(given)
      const outcome = await change(context, given.as, (tx, author, now) =>
        openCampaign(tx, author, { unitId: unit.id, name }, { now }),
      )
      const words = outcome.already ? 'is there already' : 'is open'
      return { text: `Campaign "${name}" ${words}.`, json: { id: outcome.campaignId, name } }
    },
  }),
  command({
    name: 'campaign list',
    summary: 'Lists the campaigns of a unit.',
    options: ofUnit,
    async run({ db }, { from }) {
      const campaigns = await listCampaigns(db, [(await unitOf(db, '--from', from)).id])
      const lines = campaigns.map(
        ({ name, directives, closedAt }) => `${name}: ${directives} directives${closedAt ? ', closed' : ''}`,
      )
      return { text: lines.join('\n') || 'There is no campaign yet.', json: campaigns }
    },
  }),
  command({
    name: 'campaign add',
    summary: 'Puts a directive into a campaign of its unit.',
    arguments: named,
    options: assigning,
    check: nameGiven,
    run: (context, given) => assign(context, given, true),
  }),
  command({
    name: 'campaign remove',
    summary: 'Takes a directive out of its campaign.',
    arguments: named,
    options: assigning,
    check: nameGiven,
    run: (context, given) => assign(context, given, false),
  }),
  command({
    name: 'campaign show',
    summary: 'Tells how all directives of a campaign stand together, by unit, and who is missing which.',
    arguments: named,
    options: showing,
    check: nameGiven,
    run: show,
  }),
  command({
    name: 'campaign figures',
    summary: 'Adds up the reports on all directives of a campaign, in all and by branch.',
    arguments: named,
    options: { ...ofUnit, unit: showing.unit, ...asking },
    check: nameGiven,
    async run(context, given) {
      const campaign = await campaignOf(context.db, given)
      const unit = given.unit === undefined ? null : await unitOf(context.db, '--unit', given.unit)
      return await addUp(
        context,
        {
          title: campaign.name,
          scope: { campaignId: campaign.id },
          unitId: unit?.id ?? campaign.unitId,
        },
        given,
      )
    },
  }),
  command({
    name: 'campaign close',
    summary: 'Ends a campaign: nothing more is put into it; its directives stay as they are.',
    arguments: named,
    options: acting,
    check: nameGiven,
    async run(context, given) {
      const campaign = await campaignOf(context.db, given)
      const outcome = await change(context, given.as, (tx, author, now) =>
        closeCampaign(tx, author, { campaignId: campaign.id }, { now }),
      )
      const words = outcome.already ? 'was closed before; nothing changed' : 'is closed'
      return {
        text: `Campaign "${campaign.name}" ${words}.`,
        json: { id: campaign.id, already: outcome.already },
      }
    },
  }),
]

/** @throws CliFault */
async function campaignOf(db: Db, given: InputOf<typeof named & typeof ofUnit>): Promise<Campaign> {
  const unit = await unitOf(db, '--from', given.from)
  const name = nameOf(given)
  const found = (await listCampaigns(db, [unit.id])).find((each) => sameWords(each.name, name))
  if (!found) throw new CliFault(`${unit.code} has no campaign "${name}" (see campaign list).`)
  return found
}

async function assign(
  context: CliContext,
  given: InputOf<typeof named & typeof assigning>,
  into: boolean,
): Promise<CliResult> {
  const { db } = context
  const campaign = await campaignOf(db, given)
  const directive = await inForce(db, { number: given.number, from: given.from })
  if (!into && directive.campaignId !== campaign.id)
    throw new CliFault(`--number: ${directive.numberText} is not in "${campaign.name}".`)
  const outcome = await change(context, given.as, (tx, author, now) =>
    assignCampaign(tx, author, { directiveId: directive.id, campaignId: into ? campaign.id : null }, { now }),
  )
  const words = into ? 'belongs to' : 'is taken out of'
  return {
    text: `${directive.numberText} ${words} "${campaign.name}".`,
    json: { id: campaign.id, directive: directive.id, already: outcome.already },
  }
}

async function show(
  { db, clock }: CliContext,
  given: InputOf<typeof named & typeof showing>,
): Promise<CliResult> {
  const campaign = await campaignOf(db, given)
  const unit = given.unit === undefined ? null : await unitOf(db, '--unit', given.unit)
  const unitId = unit?.id ?? campaign.unitId
  const now = clock.now()
  const scope = { campaignId: campaign.id }
  const directives = await directivesOf(db, campaign.id)
  const total = await responseRates(db, scope, { now, unitId })
  const units = await ratesByChild(db, scope, unitId, now)
  const missing = await missingByUnit(db, campaign.id, { unitId, limit: given.limit ?? 20 })
  const rates = (row: Rates) =>
    `acknowledged ${row.acknowledged}/${row.recipients} (` +
    `${formatRate('en', row.acknowledged, row.recipients)}), ` +
    `reported ${row.reported}/${row.reportsAsked} (` +
    `${formatRate('en', row.reported, row.reportsAsked)}), overdue ${row.ackOverdue + row.reportOverdue}`
  return {
    text: [
      `${campaign.name}: ${directives.length} directives${campaign.closedAt ? ', closed' : ''}`,
      ...directives.map((each) => `  ${each.numberText} ${each.issuedOn} ${each.state}: ${each.subject}`),
      `In all: ${rates(total)}`,
      ...units.map((row) => `  ${row.unitName}: ${rates(row)}`),
      ...(missing.total > 0 ? [`Units that still owe something: ${missing.total}`] : []),
      ...missing.rows.map(
        (row) =>
          `  ${row.unitName}: ${[
            ...(row.ack.length > 0 ? [`acknowledgement of ${row.ack.join(', ')}`] : []),
            ...(row.report.length > 0 ? [`report on ${row.report.join(', ')}`] : []),
          ].join('; ')}`,
      ),
    ].join('\n'),
    json: {
      id: campaign.id,
      name: campaign.name,
      closed: campaign.closedAt !== null,
      total,
      units,
      directives: directives.map(({ id, numberText, issuedOn, state, subject }) => ({
        id,
        number: numberText,
        issuedOn,
        state,
        subject,
      })),
      missing,
    },
  }
}

const sentences: Record<Extract<CampaignOutcome, { ok: false }>['reason'], string> = {
  secret: 'Refused: a secrecy mark was found in the name; nothing was kept.',
  not_allowed: '--as: this person may not do that for this unit (see docs/PERMISSIONS.md).',
  name_missing: 'Missing: the name of the campaign.',
  no_such_campaign: 'There is no such campaign.',
  no_such_directive: '--number: there is no such directive any more.',
  other_unit: '--number: the directive is of another unit than the campaign.',
  closed: 'The campaign is closed.',
}

async function change(
  { db, clock }: CliContext,
  person: number | undefined,
  work: (tx: Tx, author: Author, now: Date) => Promise<CampaignOutcome>,
) {
  const now = clock.now()
  const outcome = await db
    .transaction()
    .execute(async (tx) => await work(tx, await authorOf(tx, person, now), now))
  if (!outcome.ok) throw new CliFault(sentences[outcome.reason])
  return outcome
}
