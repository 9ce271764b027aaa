import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig } from '../../src/platform/config.ts'

describe('readConfig', () => {
  it('runs on nothing at all', () => {
    const config = readConfig({})
    expect(config).toMatchObject({ PORT: 8080, SANDBOX_PORT: 8081, ORG_TIMEZONE: 'Asia/Ho_Chi_Minh' })
    expect(config.TELEGRAM_API_ROOT).toBe('https://api.telegram.org')
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('takes an empty variable as unset and 0 as any free port', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: '0' })).toMatchObject({ PORT: 0 })
    expect(readConfig({ DATABASE_URL: '' }).DATABASE_URL).toBeUndefined()
  })

  it('names every variable at fault in one message and repeats no value', () => {
    const env = {
      BOT_TOKEN: 'sesame',
      DATABASE_URL: 'mysql://u:hunter2@h/d',
      PORT: '99999',
      LOG_LEVEL: 'loud',
    }
    const read = () => readConfig(env, ['REDIS_URL'])
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(/BOT_TOKEN.*DATABASE_URL|DATABASE_URL.*BOT_TOKEN/)
    for (const name of ['PORT', 'LOG_LEVEL', 'REDIS_URL']) expect(read).toThrow(name)
    expect(read).not.toThrow(/sesame|hunter2/)
  })

  it('takes the address of the page without a path only', () => {
    expect(readConfig({ WEB_URL: 'https://trang.example/' }).WEB_URL).toBe('https://trang.example/')
    expect(() => readConfig({ WEB_URL: 'https://x.example/trang' })).toThrow(
      /WEB_URL must be an address without/,
    )
    expect(() => readConfig({ WEB_URL: 'trang.example' })).toThrow(/WEB_URL/)
  })

  it('refuses a webhook without a secret', () => {
    expect(() => readConfig({ WEBHOOK_URL: 'https://x.example/hook' })).toThrow(/WEBHOOK_SECRET/)
    expect(() => readConfig({ WEBHOOK_URL: 'https://x.example/hook', WEBHOOK_SECRET: 'short' })).toThrow(
      /WEBHOOK_SECRET/,
    )
  })

  it('refuses a time zone that does not exist', () => {
    expect(() => readConfig({ ORG_TIMEZONE: 'Asia/Nowhere' })).toThrow(/ORG_TIMEZONE/)
  })
})
