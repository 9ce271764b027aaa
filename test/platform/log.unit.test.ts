import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { operatorSentence } from '../../src/main/operator-fault.ts'
import { withoutSecrets } from '../../src/platform/log.ts'

const token = '123456789:AAF-abcdefghijklmnopqrstuvwxyz012345'

describe('secrets stay out of the log', () => {
  it.each([
    [`https://api.telegram.org/bot${token}/sendMessage`, 'https://api.telegram.org/bot<token>/sendMessage'],
    ['postgres://user:pa55@host/db', 'postgres://<password>@host/db'],
  ])('%s', (text, cleaned) => {
    expect(withoutSecrets(text)).toBe(cleaned)
  })

  it('in an operator sentence too', () => {
    expect(operatorSentence(new Error(`request to /bot${token}/getMe failed`))).not.toContain(token)
  })

  it('whatever part of a line they stand in', () => {
    const lines: string[] = []
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    const log = pino({ hooks: { streamWrite: withoutSecrets } }, sink)
    log.info({ nested: { url: `/bot${token}/x` } }, `calling bot${token}`)
    expect(lines.join('')).not.toContain(token)
    expect(lines.join('')).toContain('<token>')
  })
})
