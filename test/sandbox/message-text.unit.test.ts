// HTML, lengths and the entities that Telegram finds by itself.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseHtml } from '../../src/sandbox/html-entities.ts'
import { plainText, readCaption, readText } from '../../src/sandbox/message-text.ts'
import { check } from '../support/property.ts'

describe('HTML', () => {
  test('every tag that the bot uses', () => {
    const source =
      '<b>a</b><i>b</i><u>c</u><s>d</s><code>e</code><pre>f</pre><a href="https://x.vn/?a=1&amp;b=2">g</a>' +
      '<blockquote>h</blockquote><tg-spoiler>i</tg-spoiler><blockquote expandable>k</blockquote>'
    const { text, entities } = parseHtml(source)
    expect(text).toBe('abcdefghik')
    expect(entities.map((e) => [e.type, e.offset, e.length])).toEqual([
      ['bold', 0, 1],
      ['italic', 1, 1],
      ['underline', 2, 1],
      ['strikethrough', 3, 1],
      ['code', 4, 1],
      ['pre', 5, 1],
      ['text_link', 6, 1],
      ['blockquote', 7, 1],
      ['spoiler', 8, 1],
      ['expandable_blockquote', 9, 1],
    ])
    expect(entities[6]!.url).toBe('https://x.vn/?a=1&b=2')
  })

  test('offsets count UTF-16 units, nesting is kept, references are decoded', () => {
    expect(parseHtml('🇻🇳 <b>Đã <i>nhận</i></b> &lt;3 &amp; &#39;x&#x27; &nbsp; & co')).toEqual({
      text: "🇻🇳 Đã nhận <3 & 'x' &nbsp; & co",
      entities: [
        { type: 'bold', offset: 5, length: 7 },
        { type: 'italic', offset: 8, length: 4 },
      ],
    })
  })

  test('a language inside pre', () => {
    expect(parseHtml('<pre><code class="language-sql">select</code></pre>').entities).toEqual([
      { type: 'pre', offset: 0, length: 6, language: 'sql' },
    ])
  })

  test.each([
    ['<b>x', `Can't find end tag corresponding to start tag "b"`],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b><i>x</b></i>', 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'],
    ['<div>x</div>', 'Unsupported start tag "div" at byte offset 0'],
    ['Đ<br>', 'Unsupported start tag "br" at byte offset 2'],
    ['a < b', 'Unsupported start tag "" at byte offset 2'],
    ['<a href="x', 'Unclosed start tag "a" at byte offset 0'],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
  ])('%s is refused', (source, reason) => {
    expect(() => parseHtml(source)).toThrow(`Bad Request: can't parse entities: ${reason}`)
  })

  test('any text that is escaped comes back as it was', () => {
    check(fc.string({ unit: 'grapheme' }), (text) => {
      const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
      expect(parseHtml(`<b>${escaped}</b>`).text).toBe(text)
    })
  })
})

describe('length', () => {
  test('counts after parsing', () => {
    expect(readText({ text: `<b>${'ư'.repeat(4096)}</b>`, parse_mode: 'HTML' }).text).toHaveLength(4096)
    expect(() => readText({ text: 'x'.repeat(4097) })).toThrow('Bad Request: message is too long')
    expect(() => readText({ text: '<b> </b>', parse_mode: 'HTML' })).toThrow(
      'Bad Request: message text is empty',
    )
    expect(() => readText({ text: ' \n' })).toThrow('Bad Request: message text is empty')
    expect(readCaption({ caption: 'x'.repeat(1024) }).text).toHaveLength(1024)
    expect(() => readCaption({ caption: 'x'.repeat(1025) })).toThrow(
      'Bad Request: message caption is too long',
    )
  })

  test('white space around is dropped and entities move', () => {
    expect(readText({ text: '  <b> a </b> ', parse_mode: 'HTML' })).toEqual({
      text: 'a',
      entities: [{ type: 'bold', offset: 0, length: 1 }],
    })
  })

  test('other parse modes are refused by name', () => {
    expect(() => readText({ text: '*x*', parse_mode: 'MarkdownV2' })).toThrow(/MarkdownV2 is not supported/)
    expect(() => readText({ text: 'x', parse_mode: 'RTF' })).toThrow('Bad Request: unsupported parse_mode')
  })
})

describe('entities that Telegram finds', () => {
  test('commands and addresses', () => {
    expect(plainText('/baocao@thongsuot_bot rồi /viec, xem https://x.vn/a. 1/2 a/b').entities).toEqual([
      { type: 'bot_command', offset: 0, length: 21 },
      { type: 'bot_command', offset: 26, length: 5 },
      { type: 'url', offset: 37, length: 14 },
    ])
  })

  test('none inside code', () => {
    const { entities } = readText({ text: '<code>/start</code> /viec', parse_mode: 'HTML' })
    expect(entities.map((e) => e.type)).toEqual(['code', 'bot_command'])
  })
})
