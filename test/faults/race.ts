// Taps, closings and reminders racing: no reminder's intent is committed after the answer it asks for. The
// database itself watches: at the moment of each intent it looks whether the answer is there already.
import { sql } from 'kysely'
import type { Db } from '../../src/platform/database.ts'
import { circulateDirective } from '../circulation/circulate.ts'
import { issueTo, monday, never, plantCells, statesOf, testSender } from '../circulation/world.ts'
import { type FaultGround, type FaultReport, pause, random, silentMessenger } from './harness.ts'
import { type Planted, plantedStore } from './planted.ts'

export async function raceReminders(
  { db, seed }: FaultGround,
  fault: { reminders: number; planted?: Planted },
): Promise<FaultReport> {
  const chance = random(seed)
  const { rootId } = await plantCells(db, fault.reminders / 2)
  const directives: number[] = []
  for (const number of [1, 2]) {
    const id = await issueTo(db, rootId, { number })
    await circulateDirective(db, id, monday)
    directives.push(id)
  }
  await sql`update delivery set state = 'sent', sent_at = ${monday}`.execute(db)
  await sql`insert into delivery (purpose, lane, directive_id, obligation_id, telegram_chat_id, asks, payload,
    due_at,
      created_at)
    select 'reminder', 1, o.directive_id, o.id, 1000 + o.id,
      jsonb_build_array(jsonb_build_object('obligationId', o.id, 'about', 'ack')),
      '{"message":{"text":"Nhắc việc"}}', ${monday}, ${monday}
    from obligation o order by md5(o.id::text || ${seed}::text)`.execute(db)
  await watchLateIntents(db)

  const senders = ['one', 'two'].map((owner) =>
    testSender(db, {
      owner,
      settings: { maxInFlight: 32 },
      messenger: {
        ...silentMessenger,
        send: async () => {
          await pause(chance() * 5)
          return { kind: 'sent', messageId: 1 }
        },
      },
      ...(fault.planted ? { store: plantedStore(fault.planted) } : {}),
    }),
  )
  let isOver = false
  const taps = (async () => {
    while (!isOver) {
      const count = 1 + Math.floor(chance() * 30)
      await sql`update obligation set acknowledged_at = ${monday} where id in (
        select id from obligation where acknowledged_at is null order by md5(id::text || ${chance()}::text)
          limit ${count})`.execute(db)
      await pause(chance() * 10)
    }
  })()
  const closing = pause(100 + chance() * 300).then(() =>
    db.updateTable('directive').set({ state: 'closed' }).where('id', '=', directives[1]!).execute(),
  )
  await Promise.all(senders.map((sender) => sender.run(never, { lanes: [1], maxMs: 120_000 })))
  isOver = true
  await Promise.all([taps, closing])
  const late = await sql<{ n: number }>`select count(*) as n from late_intent`.execute(db)
  const states = await statesOf(db)
  return {
    fault: 'tap, close and reminder racing',
    seed,
    note: `${fault.reminders} reminders, ${states.cancelled ?? 0} of them overtaken by an answer or the closing`,
    checks: [
      {
        what: 'intents after the answer',
        value: late.rows[0]!.n,
        atMost: 0,
      },
      {
        what: 'reminders neither sent nor dropped',
        value: (states.pending ?? 0) + (states.sending ?? 0),
        atMost: 0,
      },
    ],
  }
}

async function watchLateIntents(db: Db): Promise<void> {
  await sql`create table if not exists late_intent (delivery_id bigint)`.execute(db)
  await sql`truncate late_intent`.execute(db)
  // Every statement of the function sees what is committed at that moment.
  await sql`create or replace function note_late_intent() returns trigger language plpgsql as $$
    begin
      if exists (select from obligation where id = new.obligation_id and acknowledged_at is not null) then
        insert into late_intent values (new.id);
      end if;
      return new;
    end $$`.execute(db)
  await sql`create or replace trigger note_late_intent before update on delivery for each row
    when (new.state = 'sending' and old.state <> 'sending' and new.purpose = 'reminder')
    execute function note_late_intent()`.execute(db)
}
