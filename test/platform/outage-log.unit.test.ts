import { expect, test } from 'vitest'
import { createLog } from '../../src/platform/log.ts'
import { createOutageLog } from '../../src/platform/outage-log.ts'

test('one line when it goes, one when all parts are back, and no address with a password', () => {
  const lines: unknown[][] = []
  const log = createLog({ level: 'silent', role: 'test' })
  const note = ((...line: unknown[]) => lines.push(line)) as typeof log.warn
  Object.assign(log, { warn: note, info: note })
  let elapsed = 0
  const outage = createOutageLog(log, 'Redis', () => elapsed)
  const refused = Object.assign(new Error('connect redis://:secret@host'), {
    code: 'ECONNREFUSED',
    address: '127.0.0.1',
    port: 6379,
  })
  outage.worked('producer')
  for (let i = 0; i < 50; i++) outage.failed(i % 2 ? 'producer' : 'worker', refused)
  elapsed = 31_000
  outage.worked('producer')
  expect(lines).toHaveLength(1)
  outage.worked('worker')
  outage.worked('worker')
  expect(lines).toEqual([
    [
      { service: 'Redis', part: 'worker', error: 'ECONNREFUSED 127.0.0.1:6379' },
      expect.stringContaining('Redis'),
    ],
    [{ service: 'Redis', failures: 50, away_s: 31 }, 'Redis is back'],
  ])
  outage.failed('worker', new Error("READONLY You can't write against a read only replica."))
  expect(lines.at(-1)?.[0]).toMatchObject({ error: 'READONLY' })
})
