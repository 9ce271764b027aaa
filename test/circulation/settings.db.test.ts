// What an administrator sets of the pace and the patience, and what a slip in it may do.
import { beforeEach, expect, test } from 'vitest'
import { changeSettings, readSettings, usualSettings } from '../../src/circulation/settings.ts'
import { useDatabase } from '../support/database.ts'
import { monday } from './world.ts'

const database = useDatabase()
beforeEach(() => database.reset())

test('rows win over the usual ones; what cannot be meant is passed over', async () => {
  await changeSettings(database.db, { bulkPerSecond: 60, chatPerSecond: -1 }, monday)
  expect(await readSettings(database.db)).toEqual({ ...usualSettings, bulkPerSecond: 60 })
})

test('a lease is never shorter than an exchange may take, or nothing would ever go out', async () => {
  await changeSettings(database.db, { leaseMs: 5_000, requestTimeoutMs: 20_000, uploadLeaseMs: 1 }, monday)
  expect(await readSettings(database.db)).toMatchObject({ leaseMs: 25_000, uploadLeaseMs: 25_000 })
})
