// Both languages have the same texts with the same places for values. Every text is of use, and the compiler
// knows its key.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Language, textKeys } from '../../src/texts/index.ts'
import { textKeyModule, writtenTextKeys } from '../support/text-keys.ts'

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

  test('have their keys in the type that the compiler checks: `npm run texts`', () => {
    expect(writtenTextKeys()).toBe(textKeyModule())
  })

  test('are all of use: the code names them, whole or put together', () => {
    const code = globSync('{src,jobs}/**/*.{ts,tsx}', { cwd: root })
      .filter((file) => !file.endsWith('text-key.ts'))
      .map((file) => readFileSync(path.join(root, file), 'utf8'))
      .join('\n')
    const whole = new Set([...code.matchAll(/['"]([a-z][\w-]*)['"]/g)].map((match) => match[1]!))
    // A place in a key stands for anything; a template of places alone says nothing.
    const place = /\$\{[^}]*\}/g
    const parts = [...code.matchAll(/`((?:[\w-]|\$\{[^}`]*\})+)`/g)].map((match) => match[1]!)
    const shapes = [...new Set(parts.map((key) => key.replace(place, '*')))]
      .filter((key) => key.includes('*') && /[a-z]{2}/.test(key))
      .map((key) => new RegExp(`^${key.replaceAll('*', '[\\w-]*')}$`))
    const prefixes = [...code.matchAll(/TextKeyEnd<'([\w-]+)'>/g)].map((match) => match[1]!)
    const unused = textKeys('vi').filter(
      (key) =>
        !whole.has(key) &&
        !shapes.some((shape) => shape.test(key)) &&
        !prefixes.some((prefix) => key.startsWith(prefix)),
    )
    expect(unused).toEqual([])
  })
})
