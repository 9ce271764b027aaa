import { test } from '../directive/fixtures.ts'
import { expectExactFigures } from './figures-model.ts'

test('every figure at every node, then and now, is what naive addition gives', async ({ db, world }) => {
  await expectExactFigures(db, world, 20)
})
