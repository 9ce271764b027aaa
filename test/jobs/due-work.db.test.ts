import { beforeEach, describe, expect, it } from 'vitest'
import { dueWork } from '../../jobs/due-work.ts'
import type { Wake } from '../../src/platform/wake.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { issueTo, monday, plantCells } from '../circulation/world.ts'
import { useDatabase } from '../support/database.ts'

const test = useDatabase()
beforeEach(() => test.reset())

/** What is woken at `now`, by name. */
async function wokenAt(now: Date): Promise<string[]> {
  const woken: string[] = []
  const wake: Wake = (name, data) => void woken.push([name, ...Object.values(data)].join(' '))
  for (const finder of dueWork(wake, createCalendar())) {
    if ((await finder.find(test.db, now)).count > 0) finder.wake()
  }
  return woken
}

describe('due work', () => {
  it('is found without any wake-up: a directive that nobody circulates', async () => {
    const { rootId } = await plantCells(test.db, 3)
    const id = await issueTo(test.db, rootId)
    expect(await wokenAt(monday)).toContain(`circulate-directive ${id}`)
  })

  it('is not found before its hour: a directive to be sent later', async () => {
    const { rootId } = await plantCells(test.db, 3)
    const id = await issueTo(test.db, rootId)
    const later = new Date(monday.getTime() + 3_600_000)
    await test.db.updateTable('directive').set({ issue_at: later }).where('id', '=', id).execute()
    expect(await wokenAt(monday)).not.toContain(`circulate-directive ${id}`)
    expect(await wokenAt(later)).toContain(`circulate-directive ${id}`)
  })
})
