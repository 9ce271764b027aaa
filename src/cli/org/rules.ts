// The commands about rules of the organisation that an operator sets.
import { setTwoPersonRule, twoPersonsSet } from '../../directive/two-persons.ts'
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
      if (wanted !== undefined)
        await db
          .transaction()
          .execute((tx) => setTwoPersonRule(tx, 'operator', { isOn: wanted === 'on' }, { now: clock.now() }))
      const set = await twoPersonsSet(db)
      const isOn = set ?? true
      const why = set === null ? ', as it is unless set off' : ''
      return { text: `The rule of two persons is ${isOn ? 'on' : 'off'}${why}.`, json: { on: isOn } }
    },
  }),
]
