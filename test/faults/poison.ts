// One update whose handling kills its process, among many others. Processes that die are replaced, as a
// container does it.
import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import { sql } from 'kysely'
import { storeUpdates } from '../../src/telegram/updates/intake.ts'
import { answerOf } from '../bench/circulation-ground.ts'
import { addOfficer } from '../org/world.ts'
import { me, textUpdate } from '../telegram/bot-fixture.ts'
import { makeChatWorld } from '../telegram/chat-world.ts'
import { exitOf, type FaultGround, type FaultReport, openUpdates, pause, random } from './harness.ts'
import { poisonText } from './poison-text.ts'

const people = 40
const firstPerson = 70_000

/** `updates` messages of forty people; one of them, anywhere among the others, kills whoever handles it. */
export async function poison(
  { db, databaseUrl, seed }: FaultGround,
  fault: { updates: number; processes: number },
): Promise<FaultReport> {
  const world = await makeChatWorld(db)
  await addOfficer(db, { telegramUserId: 900, unitId: world.unit.T!, duty: 'administrator' })
  for (let i = 0; i < people; i++)
    await addOfficer(db, { telegramUserId: firstPerson + i, unitId: world.unit.A11!, duty: 'deputy' })
  const chance = random(seed)
  const at = Math.floor(chance() * fault.updates)
  const poisoned = firstPerson + (at % people)
  const updates = Array.from({ length: fault.updates }, (_, i) =>
    textUpdate(firstPerson + (i % people), i === at ? poisonText : `tin ${i}`),
  )
  for (let from = 0; from < updates.length; from += 500)
    await storeUpdates(db, me.id, updates.slice(from, from + 500), new Date())
  let kills = 0
  let isOver = false
  const running = new Set<ChildProcess>()
  const keepOne = async () => {
    while (!isOver) {
      const child = fork(path.join(import.meta.dirname, 'poisoned-bot.ts'), [JSON.stringify({ databaseUrl })])
      running.add(child)
      await answerOf(child).catch(() => {})
      await exitOf(child)
      running.delete(child)
      if (!isOver) kills++
    }
  }
  const keeping = Array.from({ length: fault.processes }, keepOne)
  const began = performance.now()
  while ((await openUpdates(db)) > 0 && performance.now() - began < 300_000) await pause(100)
  const tookS = (performance.now() - began) / 1_000
  const open = await openUpdates(db)
  isOver = true
  for (const child of running) child.kill('SIGKILL')
  await Promise.all(keeping)
  const said = await sql<{ answers: number; aside: number; told: number }>`
    select count(*) filter (where purpose = 'answer' and payload::text not like '%gác lại%') as answers,
      count(*) filter (where purpose = 'answer' and payload::text like '%gác lại%'
        and telegram_chat_id = ${poisoned}) as aside,
      count(*) filter (where purpose = 'notice' and payload ->> 'kind' = 'set_aside'
        and telegram_chat_id = 900) as told
    from delivery`.execute(db)
  const { answers, aside, told } = said.rows[0]!
  return {
    fault: 'an update that kills its process',
    seed,
    note: `${fault.updates} updates, ${kills} processes killed, all done after ${tookS.toFixed(1)} s`,
    checks: [
      { what: 'processes killed', value: kills, atMost: 2 },
      { what: 'kills missing of 2', value: 2 - kills, atMost: 0, isTold: false },
      { what: 'updates not handled', value: open, atMost: 0 },
      { what: 'others not answered once', value: Math.abs(fault.updates - 1 - answers), atMost: 0 },
      { what: 'word to its sender missing', value: Math.abs(1 - aside), atMost: 0 },
      { what: 'word to the administrator missing', value: Math.abs(1 - told), atMost: 0 },
    ],
  }
}
