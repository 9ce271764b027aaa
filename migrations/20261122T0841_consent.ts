// Who: a private chat gets nothing but answers until its owner has agreed to the notice on personal data.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // Not used in this transaction, which PostgreSQL would refuse: chats of people who have not agreed are brought to
  // this state by the running processes (src/org/consent.ts).
  await sql`alter type chat_state add value if not exists 'no_consent'`.execute(db)
  // Substitutes whose time is over are noted within seconds, for the choice of a chat looks at open duties only.
  await sql`create index office_held_ending on duty_holding (ends_at)
    where until is null and substitute_for is not null`.execute(db)
  // The version of the notice that was last shown unasked, so that a new one interrupts nobody twice.
  await sql`alter table officer add column consent_asked_version integer`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index office_held_ending`.execute(db)
  await sql`alter table officer drop column consent_asked_version`.execute(db)
  // A value of a type cannot be taken away; nothing uses it any more.
  await sql`update chat set state = 'blocked' where state::text = 'no_consent'`.execute(db)
}
