// notice neutral: asks units to come to the office and fetch a document that must not enter here. The notice says nothing of
// the document; there is no option to say anything.
import { parseArgs } from 'node:util'
import { sendNeutralNotice } from '../../circulation/neutral-notice.ts'
import { asUsage, authorOf, readAs } from '../author.ts'
import { type CliContext, CliFault, type CliResult, type Command, command } from '../command.ts'
import { audienceOf, audienceOptions, audienceUsage } from './audience.ts'
import { faultSentence, parse, requireOptions, text, unitOf } from './options.ts'

export const noticeCommands: Record<string, Command> = {
  'notice neutral': command({
    usage: `--from CODE ${audienceUsage} ${asUsage}`,
    summary:
      'Asks units to come to the office of --from and fetch a document on paper; without number, subject or content.',
    read,
    run,
  }),
}

function read(args: string[]) {
  const options = { ...audienceOptions, from: text, as: text }
  const { values } = parse(() => parseArgs({ args, options, strict: true, allowPositionals: false }))
  requireOptions(values, ['from'])
  if (values.speakers) throw new CliFault('--speakers: the notice goes to units.')
  return { values, from: values.from!, person: readAs(values.as) }
}

async function run(
  { values, from, person }: ReturnType<typeof read>,
  context: CliContext,
): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  const unit = await unitOf(db, 'from', from)
  const audience = await audienceOf(db, unit, values)
  if (audience.speakers) throw new CliFault('--list: the notice goes to units, not to speakers.')
  // Two at the same instant are one; numbers of updates, which name the notices from chat, are far smaller.
  const notice = {
    unitId: unit.id,
    audience,
    token: now.getTime(),
  }
  const outcome = await db
    .transaction()
    .execute(async (tx) => sendNeutralNotice(tx, await authorOf(tx, person, now), notice, { now, calendar }))
  if (!outcome.ok) throw new CliFault(faultSentence(outcome))
  return {
    text: `${outcome.told} units are asked to come to the office of ${unit.name}.`,
    json: { unit: unit.code, told: outcome.told },
  }
}
