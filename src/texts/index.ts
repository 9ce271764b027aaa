// Every word that a person reads, in Vietnamese and English (Fluent). The chat and the pages take their texts
// from here and hold no sentences of their own. The files in vi/ and en/ are split by subject and share one
// space of keys.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle'
import type { TextKey } from './text-key.ts'

export type { TextKey } from './text-key.ts'

export type Language = 'vi' | 'en'
export const languages: readonly Language[] = ['vi', 'en']

/** The rest of the keys that begin with `Start`. */
export type TextKeyEnd<Start extends string, Key = TextKey> = Key extends `${Start}${infer End}` ? End : never

/** Values for the placeholders of a text. Numbers are formatted for the language (8.842 in Vietnamese). */
export type TextArguments = Record<string, string | number>

const bundles: Record<Language, FluentBundle> = { vi: load('vi', 'vi-VN'), en: load('en', 'en-GB') }

/**
 * The text as plain characters: for answers to taps, buttons, file names, pages that escape by themselves.
 */
export function plain(language: Language, key: TextKey, args: TextArguments = {}): string {
  return format(language, key, args)
}

/** The text as Telegram HTML: every value is escaped, the text's own markup stays. */
export function html(language: Language, key: TextKey, args: TextArguments = {}): string {
  const escaped = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'string' ? escapeHtml(value) : value,
  ])
  return format(language, key, Object.fromEntries(escaped))
}

/** Escapes the characters that have a meaning in Telegram's HTML mode. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/** For keys from outside, such as the name of a rule in a stored outline. */
export function isTextKey(key: string): key is TextKey {
  return bundles.vi.hasMessage(key)
}

/** All keys of a language; the tests compare the two languages. */
export function textKeys(language: Language): string[] {
  return [...bundles[language]._messages.keys()]
}

function format(language: Language, key: TextKey, args: TextArguments): string {
  const bundle = bundles[language]
  const pattern = bundle.getMessage(key)?.value
  if (!pattern) throw new Error(`No text "${key}" in ${language}.`)
  const errors: Error[] = []
  const text = bundle.formatPattern(pattern, args as Record<string, FluentVariable>, errors)
  if (errors[0]) throw new Error(`Text "${key}" in ${language}: ${errors[0].message}`)
  return text
}

function load(language: Language, locale: string): FluentBundle {
  // Isolating marks around values would show as boxes on cheap phones and break copied document numbers.
  const bundle = new FluentBundle(locale, { useIsolating: false })
  const folder = path.join(import.meta.dirname, language)
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.ftl')) continue
    const errors = bundle.addResource(new FluentResource(readFileSync(path.join(folder, file), 'utf8')))
    if (errors[0]) throw new Error(`Texts ${language}/${file}: ${errors[0].message}`)
  }
  return bundle
}
