// Three faults to plant into the sender's statements. The harness must catch each: a harness that cannot fail
// proves nothing. Used by tests only.
import { sql } from 'kysely'
import { findDue } from '../../src/circulation/sending/delivery.store.ts'
import { type DeliveryStore, deliveryStore } from '../../src/circulation/sending/sending.store.ts'

export type Planted = 'no-generation' | 'wanted-at-look' | 'marked-at-fetch'

/** The real statements but for one. */
export function plantedStore(planted: Planted): DeliveryStore {
  switch (planted) {
    case 'no-generation':
      return {
        ...deliveryStore,
        // Whoever comes late writes over what another has begun.
        async writeBack(db, results, now) {
          const ids = results.map((result) => result.id)
          const states = results.map((result) => result.state)
          await sql`update delivery d set state = r.state::delivery_state, sent_at = ${now}, owner = null,
            lease_until = null
            from unnest(${ids}::bigint[], ${states}::text[]) as r (id, state) where d.id = r.id`.execute(db)
          return ids
        },
      }
    case 'wanted-at-look':
      return {
        ...deliveryStore,
        async findDue(db, request) {
          const due = await findDue(db, request)
          const unwanted = await sql<{
            id: number
          }>`select d.id from delivery d join obligation o on o.id = d.obligation_id
            where d.id = any(${due.map((row) => row.id)}::bigint[]) and d.purpose = 'reminder'
              and o.acknowledged_at is not null`.execute(db)
          const ids = new Set(unwanted.rows.map((row) => row.id))
          await sql`update delivery set state = 'cancelled' where id = any(${[...ids]}::bigint[])`.execute(db)
          return due.filter((row) => !ids.has(row.id))
        },
        // The intent asks nothing any more.
        commitIntents: (db, rows, request) =>
          deliveryStore.commitIntents(
            db,
            rows.map((row) => ({ ...row, purpose: 'notice' })),
            request,
          ),
      }
    case 'marked-at-fetch':
      return {
        ...deliveryStore,
        async commitIntents(db, rows, request) {
          const intents = await deliveryStore.commitIntents(db, rows, request)
          await sql`update delivery set state = 'sent', sent_at = now()
            where id = any(${intents.go.map((row) => row.id)}::bigint[])`.execute(db)
          return intents
        },
      }
  }
}
