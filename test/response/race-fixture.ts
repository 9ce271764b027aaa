// Set-up of the races: the people, and several races at once on obligations of their own.
import { findActor } from '../../src/org/actor.ts'
import { monday } from '../telegram/chat-world.ts'
import { test as base } from '../telegram/fixtures.ts'
import { race } from './race-model.ts'

/** Races at once: enough to keep the connections busy. */
const atOnce = 4

/** Tests that `run` so many races from a seed on; it tells how many were run. */
export const raceTest = base
  .extend('poolSize', { scope: 'file' }, 20)
  .extend('run', ({ db, world }) => async (seed: number, races: number) => {
    const person = async (name: string) => (await findActor(db, world.user[name]!, monday))!
    const racers = {
      secretary: await person('secretary'),
      deputy: await person('deputy'),
      office: await person('office'),
    }
    const first = seed % 1_000_000
    let next = 0
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < races) await race(db, world, racers, first + next++)
      }),
    )
    return next
  })
