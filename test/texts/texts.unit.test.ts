// Both languages have the same texts with the same places for values, and every text that the code asks for is there.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Language, textKeys } from '../../src/texts/index.ts'

const root = path.join(import.meta.dirname, '../..')
const source = (language: Language) =>
  globSync(`src/texts/${language}/*.ftl`, { cwd: root })
    .sort()
    .map((file) => readFileSync(path.join(root, file), 'utf8'))
    .join('\n')

/** Names of values by key. */
function places(language: Language): Map<string, string[]> {
  const found = new Map<string, string[]>()
  let key = ''
  for (const line of source(language).split('\n')) {
    key = /^([a-z][\w-]*) *=/.exec(line)?.[1] ?? (line.startsWith('#') ? '' : key)
    if (key === '') continue
    const names = [...line.matchAll(/\$(\w+)/g)].map((match) => match[1]!)
    found.set(key, [...new Set([...(found.get(key) ?? []), ...names])].sort())
  }
  return found
}

describe('texts', () => {
  test('have the same keys in Vietnamese and English', () => {
    expect(textKeys('en').sort()).toEqual(textKeys('vi').sort())
  })

  test('use the same values in Vietnamese and English', () => {
    const [vi, en] = [places('vi'), places('en')]
    const different = [...vi]
      .filter(([key, names]) => String(en.get(key)) !== String(names))
      .map(([key]) => key)
    expect(different).toEqual([])
  })

  test('are in one Unicode form, without machine quotes around Vietnamese words', () => {
    const text = source('vi')
    expect(text).toBe(text.normalize('NFC'))
  })

  test('exist for every key that the code names', () => {
    const known = new Set(textKeys('vi'))
    const files = globSync('{src,jobs}/**/*.{ts,tsx}', { cwd: root }).filter(
      (file) => !file.startsWith('src/sandbox'),
    )
    const missing: string[] = []
    for (const file of files) {
      const code = readFileSync(path.join(root, file), 'utf8')
      const asked = code.matchAll(
        /(?:\b(?:say|html|t|rich|answerTap)\(|\b(?:html|plain)\([\w.]+, *)\s*'([a-z][\w-]*)'/g,
      )
      for (const match of asked) if (!known.has(match[1]!)) missing.push(`${file}: ${match[1]}`)
    }
    expect(missing).toEqual([])
  })
})
