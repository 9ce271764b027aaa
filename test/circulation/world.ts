// An organisation of any size made in a few statements, with a chat per cell, an issued directive, and
// senders that talk to a local Telegram. For the tests, faults and benchmarks of this room.
import { sql } from 'kysely'
import { pino } from 'pino'
import type { Messenger } from '../../src/circulation/messenger.ts'
import type { ComposeMessage } from '../../src/circulation/sending/compose.ts'
import { createSender, type Sender } from '../../src/circulation/sending/sender.ts'
import type { DeliveryStore } from '../../src/circulation/sending/sending.store.ts'
import { type CirculationSettings, usualSettings } from '../../src/circulation/settings.ts'
import { consentVersion } from '../../src/org/consent.ts'
import { type Clock, createMovableClock } from '../../src/platform/clock.ts'
import type { Db } from '../../src/platform/database.ts'
import { createCalendar } from '../../src/platform/working-calendar.ts'
import { startSandbox } from '../../src/sandbox/index.ts'
import type { SandboxLimits } from '../../src/sandbox/limits.ts'
import { createTelegramMessenger } from '../../src/telegram/channel/telegram-messenger.ts'

export const token = '700:test_token_of_the_local_telegram'
export const botId = 700
export const firstChat = 10_000_000
/** A Monday, 09:00 in Hà Nội. */
export const monday = new Date('2026-11-16T02:00:00Z')
export const quietLog = pino({ level: 'silent' })
export const calendar = createCalendar({ timeZone: 'Asia/Ho_Chi_Minh' })

/**
 * `cells` cells below committees of 500, each with a secretary in a private chat of its own (ids from
 * `firstChat`).
 */
export async function plantCells(db: Db, cells: number): Promise<{ rootId: number }> {
  const unit = (parent: string, kind: string, code: string, name: string, from: string) => sql`
    insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
    select ${sql.raw(parent)}, ${sql.raw(`'${kind}'`)}::unit_kind, ${sql.raw(code)}, ${sql.raw(name)},
      ${sql.raw(code)}, '2025-07-01', ${monday}
    from ${sql.raw(from)}`
  const root = await sql<{ id: number }>`
    insert into unit (kind, code, name, search_key, valid_from, created_at)
    values ('province', 'T', 'Tỉnh ủy Mẫu', 't', '2025-07-01', ${monday}) returning id`.execute(db)
  const rootId = root.rows[0]!.id
  const committees = Math.ceil(cells / 500)
  await unit(
    String(rootId),
    'committee',
    `'A' || i`,
    `'Đảng ủy số ' || i`,
    `generate_series(0, ${committees - 1}) i`,
  ).execute(db)
  await sql`
    insert into unit (parent_id, kind, code, name, search_key, valid_from, created_at)
    select u.id, 'cell', 'C' || i, 'Chi bộ số ' || i, 'c' || i, '2025-07-01', ${monday}
    from generate_series(0, ${cells - 1}) i join unit u on u.code = 'A' || (i / 500) order by i`.execute(db)
  await sql`
    insert into officer (full_name, search_key, telegram_user_id, consent_version, consented_at, created_at)
    select 'Người ' || i, 'nguoi ' || i, ${firstChat} + i, ${consentVersion}, ${monday},
      ${monday} from generate_series(0, ${cells - 1}) i`.execute(db)
  await sql`
    insert into duty_holding (officer_id, unit_id, duty, since)
    select o.id, u.id, 'secretary', ${monday}
    from officer o join unit u on u.code = 'C' || (o.telegram_user_id - ${firstChat}) order by o.id`.execute(
    db,
  )
  await sql`
    insert into chat (telegram_chat_id, kind, officer_id, state_changed_at, created_at)
    select telegram_user_id, 'private', id, ${monday}, ${monday} from officer order by id`.execute(db)
  await sql`analyze unit, officer, duty_holding, chat`.execute(db)
  return { rootId }
}

/** An issued directive for all cells below `rootId`; returns its id. */
export async function issueTo(
  db: Db,
  rootId: number,
  given: { number?: number; urgency?: 'normal' | 'khan'; file?: { bytes: Buffer; name: string } } = {},
): Promise<number> {
  const number = given.number ?? 1
  const row = await db
    .insertInto('directive')
    .values({
      issuer_unit_id: rootId,
      kind: 'CT',
      number,
      number_text: `${number}-CT/TU`,
      number_key: `${number}-ct/tu`,
      term: '2025-2030',
      issued_on: '2026-11-16',
      subject: 'Về một việc chung',
      search_key: 've mot viec chung',
      urgency: given.urgency ?? 'normal',
      audience: JSON.stringify({ root: rootId }),
      state: 'issued' as const,
      created_at: monday,
      issued_at: monday,
      ack_due_at: null,
      report_due_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (given.file) {
    const sha256 = Buffer.alloc(32, number)
    await db
      .insertInto('file_content')
      .values({ sha256, bytes: given.file.bytes, stored_at: monday })
      .execute()
    await db
      .insertInto('directive_file')
      .values({
        directive_id: row.id,
        position: 0,
        name: given.file.name,
        mime: 'application/pdf',
        size: given.file.bytes.length,
        sha256,
      })
      .execute()
  }
  return row.id
}

/** What the message says tells who it is for, so that a copy is recognised. */
export const compose: ComposeMessage = (delivery) => {
  const ready = (delivery.payload as { message?: { text: string } } | null)?.message
  if (ready) return ready
  return {
    text: `${delivery.directive?.numberText ?? delivery.purpose} cho ${delivery.obligation?.unitName ?? delivery.id}`,
    buttons: [[{ text: 'Đã nhận', data: `1:a:${delivery.obligation?.id ?? 0}` }]],
    protect: true,
  }
}

/** A local Telegram with as many synthetic chats. Without limits unless told. */
export async function startTelegram(chats: number, limits: Partial<SandboxLimits> = { enforce: false }) {
  const sandbox = await startSandbox({
    port: 0,
    token,
    botUsername: 'test_bot',
    clock: createMovableClock(),
    limits,
  })
  if (chats > 0) sandbox.world.addSyntheticChats(firstChat, chats, { keepHashes: true })
  return sandbox
}

export interface TestSenderOptions {
  url?: string
  messenger?: Messenger
  clock?: Clock
  owner?: string
  settings?: Partial<CirculationSettings>
  store?: DeliveryStore
  compose?: ComposeMessage
}

/**
 * Fast, with the lease and the time-out of production unless told otherwise: no hiccup of the machine may
 * pass for a fault.
 */
export function testSender(db: Db, options: TestSenderOptions): Sender & { messenger: Messenger } {
  const { leaseMs, requestTimeoutMs } = usualSettings
  const settings: Partial<CirculationSettings> = {
    bulkPerSecond: 1e6,
    answersPerSecond: 1e6,
    chatPerSecond: 1e6,
    groupPerMinute: 1e6,
    maxInFlight: 64,
    resendDelayMs: 50,
    quietHours: false,
    leaseMs,
    requestTimeoutMs,
    ...options.settings,
  }
  const messenger =
    options.messenger ??
    createTelegramMessenger({
      token,
      apiRoot: options.url!,
      requestTimeoutMs: settings.requestTimeoutMs ?? requestTimeoutMs,
      uploadTimeoutMs: 5_000,
    })
  const sender = createSender({
    db,
    messenger,
    compose: options.compose ?? compose,
    clock: options.clock ?? { now: () => monday },
    calendar,
    owner: options.owner ?? 'test',
    log: quietLog,
    botId,
    settings,
    ...(options.store ? { store: options.store } : {}),
  })
  return { ...sender, messenger }
}

export const never = new AbortController().signal

/** Numbers of deliveries by state. */
export async function statesOf(db: Db): Promise<Record<string, number>> {
  const rows = await sql<{
    state: string
    n: number
  }>`select state, count(*) as n from delivery group by 1`.execute(db)
  return Object.fromEntries(rows.rows.map((row) => [row.state, row.n]))
}
