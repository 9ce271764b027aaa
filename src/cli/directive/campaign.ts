// The commands about campaigns (đợt): several directives under one heading, and how all of them stand together.
import { parseArgs } from 'node:util'
import type { Author } from '../../directive/author.ts'
import {
  assignCampaign,
  type Campaign,
  type CampaignOutcome,
  closeCampaign,
  directivesOf,
  listCampaigns,
  openCampaign,
} from '../../directive/campaigns.ts'
import type { Db, Tx } from '../../platform/database.ts'
import { sameWords } from '../../platform/vietnamese-text.ts'
import { missingByUnit } from '../../rollup/missing-by-unit.ts'
import { formatRate } from '../../rollup/number-format.ts'
import { ratesByChild, responseRates, type Standing } from '../../rollup/rates.ts'
import { asUsage, authorOf, readAs } from '../author.ts'
import { type CliContext, CliFault, type CliResult, type Command, command } from '../command.ts'
import { inForce, parse, requireOptions, text, unitOf } from './options.ts'

const named = `NAME --from CODE ${asUsage}`

export const campaignCommands: Record<string, Command> = {
  'campaign create': command({
    usage: named,
    summary: 'Opens a campaign of a unit; one of the same name is found instead of made twice.',
    read: (args) => readCampaign(args),
    async run(given, context) {
      const unit = await unitOf(context.db, 'from', given.from)
      const outcome = await change(context, given.as, (tx, author, now) =>
        openCampaign(tx, author, { unitId: unit.id, name: given.name, now }),
      )
      const words = outcome.already ? 'is there already' : 'is open'
      return {
        text: `Campaign "${given.name}" ${words}.`,
        json: { id: outcome.campaignId, name: given.name },
      }
    },
  }),
  'campaign list': command({
    usage: '--from CODE',
    summary: 'Lists the campaigns of a unit.',
    read: (args) => {
      const { values } = parse(() => parseArgs({ args, options: { from: text }, strict: true }))
      requireOptions(values, ['from'])
      return { from: values.from! }
    },
    async run({ from }, { db }) {
      const campaigns = await listCampaigns(db, [(await unitOf(db, 'from', from)).id])
      const lines = campaigns.map(
        ({ name, directives, closedAt }) => `${name}: ${directives} directives${closedAt ? ', closed' : ''}`,
      )
      return { text: lines.join('\n') || 'There is no campaign yet.', json: campaigns }
    },
  }),
  'campaign add': command({
    usage: `NAME --number NUMBER --from CODE ${asUsage}`,
    summary: 'Puts a directive into a campaign of its unit.',
    read: (args) => readCampaign(args, ['number']),
    run: (given, context) => assign(given, context, true),
  }),
  'campaign remove': command({
    usage: `NAME --number NUMBER --from CODE ${asUsage}`,
    summary: 'Takes a directive out of its campaign.',
    read: (args) => readCampaign(args, ['number']),
    run: (given, context) => assign(given, context, false),
  }),
  'campaign show': command({
    usage: 'NAME --from CODE [--unit CODE] [--limit 20]',
    summary:
      'Tells how all directives of a campaign stand together, by unit below --unit (the issuer when left out), and who is missing which.',
    read(args) {
      const given = readCampaign(args, [], { unit: text, limit: text })
      const limit = Number(given.values.limit ?? 20)
      if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
        throw new CliFault('--limit: a whole number from 1 to 10000.')
      return { ...given, limit }
    },
    run: show,
  }),
  'campaign close': command({
    usage: named,
    summary: 'Ends a campaign: nothing more is put into it; its directives stay as they are.',
    read: (args) => readCampaign(args),
    async run(given, context) {
      const campaign = await campaignOf(context.db, given)
      const outcome = await change(context, given.as, (tx, author, now) =>
        closeCampaign(tx, author, { campaignId: campaign.id, now }),
      )
      const words = outcome.already ? 'was closed before; nothing changed' : 'is closed'
      return {
        text: `Campaign "${campaign.name}" ${words}.`,
        json: { id: campaign.id, already: outcome.already },
      }
    },
  }),
}

function readCampaign(
  args: string[],
  needed: readonly string[] = [],
  options: Record<string, typeof text> = {},
) {
  const known = {
    ...options,
    ...Object.fromEntries(needed.map((name) => [name, text])),
    from: text,
    as: text,
  }
  const { values, positionals } = parse(() =>
    parseArgs({ args, options: known, strict: true, allowPositionals: true }),
  )
  const name = positionals.join(' ').trim()
  if (name === '') throw new CliFault('Missing: the name of the campaign.')
  requireOptions(values, ['from', ...needed])
  const given = values as Record<string, string | undefined>
  return { name, from: given.from!, as: readAs(given.as), values: given }
}
type Given = ReturnType<typeof readCampaign>

/** @throws CliFault */
async function campaignOf(db: Db, { name, from }: { name: string; from: string }): Promise<Campaign> {
  const unit = await unitOf(db, 'from', from)
  const found = (await listCampaigns(db, [unit.id])).find((each) => sameWords(each.name, name))
  if (!found) throw new CliFault(`${unit.code} has no campaign "${name}" (see campaign list).`)
  return found
}

async function assign(given: Given, context: CliContext, into: boolean): Promise<CliResult> {
  const { db } = context
  const campaign = await campaignOf(db, given)
  const directive = await inForce(db, { number: given.values.number!, from: given.from })
  if (!into && directive.campaignId !== campaign.id)
    throw new CliFault(`--number: ${directive.numberText} is not in "${campaign.name}".`)
  const outcome = await change(context, given.as, (tx, author, now) =>
    assignCampaign(tx, author, { directiveId: directive.id, campaignId: into ? campaign.id : null, now }),
  )
  const words = into ? 'belongs to' : 'is taken out of'
  return {
    text: `${directive.numberText} ${words} "${campaign.name}".`,
    json: { id: campaign.id, directive: directive.id, already: outcome.already },
  }
}

async function show(given: Given & { limit: number }, { db, clock }: CliContext): Promise<CliResult> {
  const campaign = await campaignOf(db, given)
  const unit = given.values.unit === undefined ? null : await unitOf(db, 'unit', given.values.unit)
  const unitId = unit?.id ?? campaign.unitId
  const now = clock.now()
  const scope = { campaignId: campaign.id }
  const directives = await directivesOf(db, campaign.id)
  const total = await responseRates(db, scope, { now, unitId })
  const units = await ratesByChild(db, scope, unitId, now)
  const missing = await missingByUnit(db, campaign.id, { unitId, limit: given.limit })
  const rates = (row: Standing) =>
    `acknowledged ${row.acknowledged}/${row.recipients} (${formatRate('en', row.acknowledged, row.recipients)}), ` +
    `reported ${row.reported}/${row.reportsAsked} (${formatRate('en', row.reported, row.reportsAsked)}), overdue ${row.ackOverdue + row.reportOverdue}`
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
  person: number | null,
  work: (tx: Tx, author: Author, now: Date) => Promise<CampaignOutcome>,
) {
  const now = clock.now()
  const outcome = await db
    .transaction()
    .execute(async (tx) => await work(tx, await authorOf(tx, person, now), now))
  if (!outcome.ok) throw new CliFault(sentences[outcome.reason])
  return outcome
}
