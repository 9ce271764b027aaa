// One unit for one code, however it is typed: capitals, spaces and the composition of letters make no other code. Written
// out for the letters of Vietnamese, since what lower() knows depends on the locale that the database was made with.
import { type Kysely, sql } from 'kysely'

const small = `àáâãèéêìíòóôõùúăđĩũơưýạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ`.normalize('NFC')
const capital = small.toUpperCase()
// Look-alikes of Đ from other alphabets, as converted files have them.
const alike = '\u00D0\u0189\u00F0\u0256'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      // Nearly all codes are plain ASCII, which is quick.
      `create function unit_code_key(code text) returns text language sql immutable strict parallel safe
        return case when code collate "C" ~ '^[!-~]+$' then lower(code collate "C") else
          regexp_replace(btrim(translate(lower(normalize(code, NFC) collate "C"), '${capital}${alike}', '${small}đđđđ')), '\\s+', ' ', 'g') end`,
    )
    .execute(db)
  const clashes = await sql<{ codes: string[] }>`
    select array_agg(code order by id) as codes from unit where valid_to is null
    group by unit_code_key(code) having count(*) > 1 order by min(id)`.execute(db)
  if (clashes.rows.length > 0) {
    const told = clashes.rows.slice(0, 10).map(({ codes }) => codes.map((code) => `"${code}"`).join(' and '))
    const rest = clashes.rows.length > told.length ? `; and ${clashes.rows.length - told.length} more` : ''
    throw new Error(
      `living units have codes that differ only in capitals or spaces: ${told.join('; ')}${rest}. ` +
        'Nothing was changed. Merge each pair with the version before this one ' +
        '(npm run cli -- unit merge CODE --into CODE --decision NUMBER), or give one of the two another code, then migrate again',
    )
  }
  await sql`drop index unit_code_current`.execute(db)
  await sql`create unique index unit_code_current on unit (unit_code_key(code)) where valid_to is null`.execute(
    db,
  )
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop index unit_code_current`.execute(db)
  await sql`create unique index unit_code_current on unit (code) where valid_to is null`.execute(db)
  await sql`drop function unit_code_key`.execute(db)
}
