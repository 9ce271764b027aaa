// Directives that have arrived, for tests of what follows.
import { sql } from 'kysely'
import type { Db } from '../../src/platform/database.ts'

/**
 * Marks the directive's message of every obligation (or of one) as sent at `at`, making it where there is
 * none.
 */
export async function markReceived(db: Db, at: Date, obligationId?: number): Promise<void> {
  await sql`
    insert into delivery (purpose, lane, directive_id, obligation_id, telegram_chat_id, state, due_at,
      sent_at, created_at)
    select 'directive', 1, o.directive_id, o.id, 1, 'sent', ${at}, ${at}, ${at} from obligation o
    where ${obligationId === undefined ? sql`true` : sql`o.id = ${obligationId}`}
    on conflict (obligation_id) where purpose = 'directive' and obligation_id is not null
      do update set state = 'sent', sent_at = ${at}`.execute(db)
}
