// Methods about the bot itself: getMe, commands, descriptions, logOut, close, and getFile.
import { badRequest } from './api-error.ts'
import type { Core } from './core.ts'
import { DOWNLOAD_MAX_BYTES } from './files.ts'
import type { Call } from './params.ts'
import { onlyFields } from './reply-markup.ts'
import type { CommandSet } from './types.ts'

export function getMe(core: Core): Record<string, unknown> {
  return {
    ...core.bot,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  }
}

export function logOut(core: Core): true {
  core.state.putSettings({ loggedOutAtMs: core.clock.now().getTime() })
  return true
}

export function close(): true {
  return true
}

export function getFile(core: Core, { params }: Call): Record<string, unknown> {
  const file = core.files.find(params.file_id as string)
  if (!file) throw badRequest('invalid file_id')
  if (file.size > DOWNLOAD_MAX_BYTES) throw badRequest('file is too big')
  return { file_id: file.fileId, file_unique_id: file.uniqueId, file_size: file.size, file_path: file.path }
}

export function setMyCommands(core: Core, { params }: Call): true {
  const commands = params.commands as { command?: unknown; description?: unknown }[]
  if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
  const checked = commands.map((given) => {
    onlyFields(given as Record<string, unknown>, 'BotCommand')
    const command = textOf(given.command).replace(/^\//, '')
    const description = textOf(given.description).trim()
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID')
    if (description.length < 1 || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
    return { command, description }
  })
  replaceCommands(core, { ...commandKey(params), commands: checked })
  return true
}

export function deleteMyCommands(core: Core, { params }: Call): true {
  replaceCommands(core, { ...commandKey(params), commands: [] })
  return true
}

export function getMyCommands(core: Core, { params }: Call): CommandSet['commands'] {
  const { scope, languageCode } = commandKey(params)
  const isSame = (set: CommandSet) => set.scope === scope && set.languageCode === languageCode
  return core.state.settings.commands.find(isSame)?.commands ?? []
}

export function setMyDescription(_core: Core, { params }: Call): true {
  if (textOf(params.description).length > 512) throw badRequest('bot description is too long')
  return true
}

export function setMyShortDescription(_core: Core, { params }: Call): true {
  if (textOf(params.short_description).length > 120) throw badRequest('bot short description is too long')
  return true
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

function replaceCommands(core: Core, set: CommandSet): void {
  const others = core.state.settings.commands.filter(
    (other) => other.scope !== set.scope || other.languageCode !== set.languageCode,
  )
  core.state.putSettings({ commands: set.commands.length > 0 ? [...others, set] : others })
}

const SCOPES: Record<string, readonly string[]> = {
  default: [],
  all_private_chats: [],
  all_group_chats: [],
  all_chat_administrators: [],
  chat: ['chat_id'],
  chat_administrators: ['chat_id'],
  chat_member: ['chat_id', 'user_id'],
}

function commandKey(params: Call['params']): { scope: string; languageCode: string } {
  const given = (params.scope ?? { type: 'default' }) as Record<string, unknown>
  const fields = SCOPES[String(given.type)]
  if (!fields) throw badRequest("can't parse BotCommandScope: unsupported type specified")
  const wrong = Object.keys(given).find((name) => name !== 'type' && !fields.includes(name))
  if (wrong) throw badRequest(`unknown field "${wrong}" in BotCommandScope`)
  const languageCode = textOf(params.language_code)
  if (languageCode !== '' && !/^[a-z]{2}$/.test(languageCode))
    throw badRequest('invalid language code specified')
  return { scope: [given.type, ...fields.map((name) => given[name])].join(':'), languageCode }
}
