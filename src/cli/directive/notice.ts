// notice neutral: asks units to come to the office and fetch a document that must not enter here. The notice
// says nothing of the document; there is no option to say anything.
import { sendNeutralNotice } from '../../circulation/neutral-notice.ts'
import { asOption, authorOf } from '../author.ts'
import { type CliContext, CliFault, type CliResult, command, type InputOf, required } from '../command.ts'
import { unitOf } from '../options.ts'
import { audienceOf, audienceOptions } from './audience.ts'
import { faultSentence } from './options.ts'

const options = {
  from: required('CODE', 'The unit to whose office they come.'),
  ...audienceOptions,
  ...asOption,
}

export const noticeCommands = [
  command({
    name: 'notice neutral',
    summary:
      'Asks units to come to the office of --from and fetch a document on paper; without number, subject ' +
      'or content.',
    options,
    check({ speakers }) {
      if (speakers) throw new CliFault('--speakers: the notice goes to units.')
    },
    run,
  }),
]

async function run(context: CliContext, given: InputOf<typeof options>): Promise<CliResult> {
  const { db, clock, calendar } = context
  const now = clock.now()
  const unit = await unitOf(db, '--from', given.from)
  const audience = await audienceOf(db, unit, given)
  if (audience.speakers) throw new CliFault('--list: the notice goes to units, not to speakers.')
  // Two at the same instant are one; numbers of updates, which name the notices from chat, are far smaller.
  const notice = {
    unitId: unit.id,
    audience,
    token: now.getTime(),
  }
  const outcome = await db
    .transaction()
    .execute(async (tx) =>
      sendNeutralNotice(tx, await authorOf(tx, given.as, now), notice, { now, calendar }),
    )
  if (!outcome.ok) throw new CliFault(faultSentence(outcome))
  return {
    text: `${outcome.told} units are asked to come to the office of ${unit.name}.`,
    json: { unit: unit.code, told: outcome.told },
  }
}
