// The commands about rules of the organisation that an operator sets.
import { sql } from 'kysely'
import { twoPersonsSetting } from '../directive/issue-directive.ts'
import { recordAudit } from '../platform/audit.ts'
import { CliFault, type Command } from './cli-command.ts'
import { readOptions } from './cli-options.ts'

export const ruleCommands: Record<string, Command> = {
  'rule two-persons': {
    usage: '[on|off]',
    summary:
      'Whether somebody else must issue what one has drafted for more than one recipient; tells or sets.',
    async run(args, { db, clock }) {
      const [wanted] = readOptions('rule two-persons', args, {}, 1).words
      if (wanted !== undefined && wanted !== 'on' && wanted !== 'off')
        throw new CliFault(`rule two-persons: "${wanted}" is neither on nor off.`)
      const isOn = await db.transaction().execute(async (tx) => {
        const before = await tx
          .selectFrom('setting')
          .select('value')
          .where('key', '=', twoPersonsSetting)
          .executeTakeFirst()
        const was = before?.value === true
        if (wanted === undefined || was === (wanted === 'on')) return was
        const now = clock.now()
        await sql`insert into setting (key, value, updated_at) values (${twoPersonsSetting}, ${JSON.stringify(!was)}, ${now})
          on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`.execute(
          tx,
        )
        await recordAudit(tx, {
          ...{ at: now, actor: { kind: 'operator' }, action: 'rule.two_persons', detail: { on: !was } },
          subject: { kind: 'organisation' },
        })
        return !was
      })
      return { text: `The rule of two persons is ${isOn ? 'on' : 'off'}.`, json: { on: isOn } }
    },
  },
}
