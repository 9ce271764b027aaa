// The commands about rules of the organisation that an operator sets.
import { writeSetting } from '../../circulation/settings.ts'
import { twoPersonsSet, twoPersonsSetting } from '../../directive/issue-directive.ts'
import { recordAudit } from '../../platform/audit.ts'
import { CliFault, type Command } from '../command.ts'
import { readOptions } from '../options.ts'

export const ruleCommands: Record<string, Command> = {
  'rule two-persons': {
    usage: '[on|off]',
    summary:
      'Whether somebody else must issue what one has drafted for more than one recipient: yes unless set off; tells or sets.',
    async run(args, { db, clock }) {
      const [wanted] = readOptions('rule two-persons', args, {}, 1).words
      if (wanted !== undefined && wanted !== 'on' && wanted !== 'off')
        throw new CliFault(`rule two-persons: "${wanted}" is neither on nor off.`)
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
  },
}
