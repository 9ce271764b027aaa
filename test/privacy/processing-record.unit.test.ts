import { expect, test } from 'vitest'
import { processingPage } from '../../src/privacy/processing-page.ts'

test.each([
  ['en', 'PERSONAL-DATA.md'],
  ['vi', 'PERSONAL-DATA.vi.md'],
] as const)('the page in %s is this record', async (language, file) => {
  await expect(processingPage(language)).toMatchFileSnapshot(`../../docs/${file}`)
})
