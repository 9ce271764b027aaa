import { test } from '../directive/fixtures.ts'
import { expectExactFigures } from './figures-model.ts'

test('a thousand histories of reports and of the tree add up', { timeout: 600_000 }, async ({
  db,
  world,
}) => {
  await expectExactFigures(db, world, 1_000)
})
