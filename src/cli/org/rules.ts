// The commands about rules of the organisation that an operator sets.
import { writeSetting } from '../../circulation/settings.ts'
import { twoPersonsSet, twoPersonsSetting } from '../../directive/issue-directive.ts'
import { recordAudit } from '../../platform/audit.ts'
import { command, optional } from '../command.ts'
import { oneOf } from '../options.ts'

export const ruleCommands = [
  command({
    name: 'rule two-persons',
    summary:
      'Whether somebody else must issue what one has drafted for more than one recipient: yes unless set ' +
      'off; tells or sets.',
    arguments: {
      wanted: optional('on|off', 'sets the rule; it is told when left out', oneOf(['on', 'off'])),
    },
    async run({ db, clock }, { wanted }) {
      const set = await db.transaction().execute(async (tx) => {
        const before = await twoPersonsSet(tx)
        if (wanted === undefined || before === (wanted === 'on')) return before
        const [now, on] = [clock.now(), wanted === 'on']
        await writeSetting(tx, twoPersonsSetting, on, now)
        await recordAudit(tx, {
          at: now,
          actor: { kind: 'operator' },
          action: 'rule.two_persons',
          detail: { on },
          subject: { kind: 'organisation' },
        })
        return on
      })
      const isOn = set ?? true
      const why = set === null ? ', as it is unless set off' : ''
      return { text: `The rule of two persons is ${isOn ? 'on' : 'off'}${why}.`, json: { on: isOn } }
    },
  }),
]
