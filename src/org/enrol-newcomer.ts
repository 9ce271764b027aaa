// Gives a person the duty of a code that was taken: finds or creates the officer, stores the private chat,
// ends the duties that are taken over, and notes it. Whether a code may be taken is enrolment.ts.
import { recordAudit } from '../platform/audit.ts'
import type { Tx } from '../platform/database.ts'
import type { Duty } from '../platform/database-types.ts'
import { searchKey } from '../platform/vietnamese-text.ts'
import { upsertPrivateChat } from './chat.store.ts'
import { endHandedOver, endSubstitution, type HandedOver, passOnDuties } from './duty-succession.ts'
import { tidyName } from './officer-name.ts'

/** The person who has brought a code. */
export interface Newcomer {
  telegramUserId: number
  /** The private chat in which the code arrived. */
  telegramChatId: number
  /** First and last name of the Telegram profile; the officer can correct it later. */
  profileName: string
  language: 'vi' | 'en'
  now: Date
}

/** A code that is used up now, with its unit. */
export interface TakenCode {
  id: number
  duty: Duty
  hands_over: number | null
  substitutes: number | null
  duty_ends_at: Date | null
  full_name: string | null
  created_by: number | null
  unit_id: number
  unit_code: string
  unit_name: string
}

export interface Enrolled {
  ok: true
  officerId: number
  unit: { id: number; code: string; name: string }
  duty: Duty
  /** False when this person used the same code before, or held the duty already. */
  news: boolean
  /** The officer who made the code; null for the operator. */
  appointedBy: number | null
  /** Set when the duty came from somebody. It says whom to tell. */
  handedOver?: HandedOver
}

/** Enrols the person with the duty of the code, and ends the duties (ids) that it takes over. */
export async function enrol(
  tx: Tx,
  given: Newcomer,
  code: TakenCode,
  takesOver: readonly number[],
): Promise<Enrolled> {
  const officerId = await upsertOfficer(tx, given, code.full_name)
  await upsertPrivateChat(tx, { telegramChatId: given.telegramChatId, officerId, now: given.now })
  await tx
    .updateTable('enrolment_code')
    .set({ used_by: officerId, full_name: null, phone_tag: null })
    .where('id', '=', code.id)
    .execute()
  if (code.substitutes === null)
    await endSubstitution(tx, { officerId, unitId: code.unit_id, duty: code.duty, now: given.now })
  const newDuty = await tx
    .insertInto('duty_holding')
    .values({
      officer_id: officerId,
      unit_id: code.unit_id,
      duty: code.duty,
      since: given.now,
      ends_at: code.duty_ends_at,
      substitute_for: code.substitutes,
    })
    .onConflict((conflict) =>
      conflict.columns(['officer_id', 'unit_id', 'duty']).where('until', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  let handedOver: HandedOver | undefined
  if (takesOver.length > 0) {
    const ended: HandedOver['ended'] = []
    for (const id of takesOver) ended.push(...(await endHandedOver(tx, id, officerId, given.now)))
    handedOver = { unitId: code.unit_id, duty: code.duty, successorId: officerId, ended }
    await passOnDuties(tx, takesOver, newDuty?.id ?? (await findHeldDuty(tx, officerId, code)))
  }
  await tx.deleteFrom('enrolment_attempt').where('telegram_user_id', '=', given.telegramUserId).execute()
  await auditEnrolment(tx, given, { officerId, code })
  const unit = { id: code.unit_id, code: code.unit_code, name: code.unit_name }
  const done = {
    ok: true,
    officerId,
    unit,
    duty: code.duty,
    news: newDuty !== undefined,
    appointedBy: code.created_by,
  } as const
  return handedOver ? { ...done, handedOver } : done
}

async function auditEnrolment(
  tx: Tx,
  given: Newcomer,
  { officerId, code }: { officerId: number; code: TakenCode },
): Promise<void> {
  await recordAudit(tx, {
    at: given.now,
    actor: { kind: 'officer', id: officerId },
    action: 'officer.enrol',
    subject: { kind: 'officer', id: officerId },
    unitId: code.unit_id,
    detail: { duty: code.duty, code: code.id },
  })
  if (code.substitutes !== null)
    await recordAudit(tx, {
      at: given.now,
      actor: {
        kind: 'officer',
        id: officerId,
      },
      action: 'duty.substitute',
      subject: {
        kind: 'duty_holding',
        id: code.substitutes,
      },
      unitId: code.unit_id,
      detail: {
        duty: code.duty,
        to: officerId,
      },
    })
}

/** The id of the duty that the officer held before using the code. */
async function findHeldDuty(
  tx: Tx,
  officerId: number,
  { unit_id, duty }: { unit_id: number; duty: Duty },
): Promise<number> {
  const row = await tx
    .selectFrom('duty_holding')
    .select('id')
    .where('officer_id', '=', officerId)
    .where('unit_id', '=', unit_id)
    .where('duty', '=', duty)
    .where('until', 'is', null)
    .executeTakeFirstOrThrow()
  return row.id
}

async function upsertOfficer(tx: Tx, given: Newcomer, expectedName: string | null): Promise<number> {
  const name = tidyName(expectedName ?? given.profileName)
  const row = await tx
    .insertInto('officer')
    .values({
      full_name: name,
      search_key: searchKey(name),
      telegram_user_id: given.telegramUserId,
      language: given.language,
      created_at: given.now,
    })
    // An officer who is known already keeps name and language.
    .onConflict((conflict) =>
      conflict.column('telegram_user_id').doUpdateSet({ telegram_user_id: given.telegramUserId }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}
