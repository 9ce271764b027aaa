// The numbers of reports that count (submitted or accepted), one narrow row per report, so that they can be
// added up when somebody asks. Measured against the answers as JSON and against one row per figure: only this
// adds up a whole country in a fraction of a second.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  // A place in the tree as it was at issue: the units above the one that reports, from the root down.
  await sql`create table report_place (
    id integer generated always as identity primary key,
    path_ids bigint[] not null unique,
    above_id bigint generated always as (path_ids[array_upper(path_ids, 1)]) stored
  )`.execute(db)

  // n1, n2 …: one number per numeric field of the directive's outline, in its order; null was not answered.
  // Whole numbers as they are, hours in hundredths, a document that was issued 1 and otherwise 0: all whole,
  // so that a sum is exact up to 2^53. An array of numbers was measured, too: picking twenty out of it takes
  // half as long again.
  const columns = numberColumns.map((name) => sql`${sql.ref(name)} double precision`)
  await sql`create table report_figures (
    obligation_id bigint primary key references obligation (id),
    directive_id bigint not null,
    unit_id bigint not null,
    place_id integer not null references report_place (id),
    ${sql.join(columns)}
  )`.execute(db)
  await sql`
    create index report_figures_place on report_figures (directive_id, place_id);
    create index report_figures_unit on report_figures (unit_id)`.execute(db)
  await addWhatCounts(db)
}

/** An outline has at most sixty questions. */
const numberColumns = Array.from({ length: 60 }, (_, index) => `n${index + 1}`)

/** The numeric fields of the default outline as it is for directives without one of their own. */
const defaultFields = [
  'total_members',
  'exempt_members',
  'sessions',
  'sessions_in_person',
  'sessions_online',
  'sessions_combined',
  'hours',
  'members_attended',
  'union_members_attended',
  'non_members_attended',
  'attendances',
  'reflection_papers',
  'materials_needed',
  'materials_supplied',
  'plan_issued',
  'models',
]

// Reports from before. A document counts when the answer says yes; hours become hundredths.
async function addWhatCounts(db: Kysely<unknown>): Promise<void> {
  await sql`insert into report_place (path_ids)
    select distinct trim_array(o.path_ids, 1) from obligation o
    where o.report_state in ('submitted', 'accepted')
    on conflict do nothing`.execute(db)
  const numbers = numberColumns.map((_, index) => sql`numbers.values[${sql.lit(index + 1)}]`)
  await sql`
    insert into report_figures (obligation_id, directive_id, unit_id, place_id,
      ${sql.join(numberColumns.map((name) => sql.ref(name)))})
    select o.id, o.directive_id, o.unit_id, place.id, ${sql.join(numbers)}
    from obligation o
      join directive d on d.id = o.directive_id
      join report r on r.obligation_id = o.id
      join report_version v on v.report_id = r.id and v.version = r.current_version
      join report_place place on place.path_ids = trim_array(o.path_ids, 1)
      cross join lateral (
        select array_agg(case
          when field.type = 'yes_no_document' then (v.answers -> field.key -> 'yes')::text::boolean::int
          when field.type = 'hours' then round((v.answers ->> field.key)::numeric * 100)
          else (v.answers ->> field.key)::numeric end::float8 order by field.position) as values
        from (
          select each.value ->> 'key' as key, each.value ->> 'type' as type, each.ordinality as position
          from jsonb_array_elements(d.outline -> 'fields') with ordinality each
          where each.value ->> 'type' in ('whole', 'hours', 'yes_no_document')
          union all
          select first.key, case first.key when 'hours' then 'hours'
            when 'plan_issued' then 'yes_no_document' else 'whole' end, first.ordinality
          from unnest(${defaultFields}::text[]) with ordinality as first (key, ordinality)
          where d.outline is null
        ) field
      ) numbers
    where o.report_state in ('submitted', 'accepted')`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table report_figures, report_place`.execute(db)
}
