// What an administrator sets of the pace and the patience, and what a slip in it may do.
import { expect } from 'vitest'
import { changeSettings, readSettings, usualSettings } from '../../src/circulation/settings.ts'
import { test } from '../support/database.ts'
import { monday } from './world.ts'

test('rows win over the usual ones; what cannot be meant is passed over', async ({ db }) => {
  await changeSettings(db, { bulkPerSecond: 60, chatPerSecond: -1 }, monday)
  expect(await readSettings(db)).toEqual({ ...usualSettings, bulkPerSecond: 60 })
})

test('a lease is never shorter than an exchange may take, or nothing would ever go out', async ({ db }) => {
  const timeouts = { requestTimeoutMs: 20_000, uploadTimeoutMs: 120_000 }
  await changeSettings(db, { leaseMs: 5_000, uploadLeaseMs: 1, ...timeouts }, monday)
  expect(await readSettings(db)).toMatchObject({ leaseMs: 25_000, uploadLeaseMs: 125_000 })
})
