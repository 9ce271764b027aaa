// The environment, parsed once and frozen. Every missing or wrong variable is named in one message.
import { z } from 'zod'
import { defaultDataDir } from './data-folder.ts'

const port = z.coerce.number().int().min(0).max(65_535)
const url = (...schemes: string[]) =>
  z.string().refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol), {
    error: `must be an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
  })
const timeZone = z
  .string()
  .refine((name) => isTimeZone(name), { error: 'must be a time zone such as Asia/Ho_Chi_Minh' })

const schema = z
  .object({
    DATABASE_URL: url('postgres:', 'postgresql:').optional(),
    MIGRATION_DATABASE_URL: url('postgres:', 'postgresql:').optional(),
    REDIS_URL: url('redis:', 'rediss:').optional(),
    BOT_TOKEN: z
      .string()
      .regex(/^\d+:[A-Za-z0-9_-]{20,}$/, { error: 'must look like 123456789:AA… as @BotFather gives it' })
      .optional(),
    TELEGRAM_API_ROOT: url('http:', 'https:').default('https://api.telegram.org'),
    TELEGRAM_FILES_DIR: z.string().min(1).optional(),
    WEBHOOK_URL: url('http:', 'https:').optional(),
    WEBHOOK_SECRET: z
      .string()
      .regex(/^[A-Za-z0-9_-]{16,256}$/, { error: 'must be 16 to 256 of A-Z a-z 0-9 _ -' })
      .optional(),
    PUBLIC_URL: url('http:', 'https:').optional(),
    WEB_URL: url('http:', 'https:')
      .refine((text) => URL.canParse(text) && new URL(text).pathname === '/', {
        error: 'must be an address without a path, such as https://thongsuot.example',
      })
      .optional(),
    PORT: port.default(8080),
    SANDBOX_PORT: port.default(8081),
    DATA_DIR: z.string().min(1).default(defaultDataDir),
    ORG_TIMEZONE: timeZone.default('Asia/Ho_Chi_Minh'),
    LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  })
  .refine((config) => !config.WEBHOOK_URL || config.WEBHOOK_SECRET, {
    path: ['WEBHOOK_SECRET'],
    error: 'is required with WEBHOOK_URL: without it anybody could send updates',
  })

/** What the environment asks for. Names are those of the variables. */
export type Config = Readonly<z.infer<typeof schema>>

/** A wrong environment; the message lists every variable that is at fault. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads the environment. An empty variable counts as unset. `required` names variables that this process
 * cannot do without.
 * @throws ConfigError naming all that is missing or wrong; values are not repeated, they may be secrets.
 */
export function readConfig(env: NodeJS.ProcessEnv, required: (keyof Config)[] = []): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  const faults = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${lower(issue.message)}`)
  for (const name of required)
    if (given[name] === undefined) faults.push(`${name} is required here but not set`)
  if (!parsed.success || faults.length > 0)
    throw new ConfigError(`Environment: ${[...new Set(faults)].join('; ')}.`)
  return Object.freeze(parsed.data)
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
