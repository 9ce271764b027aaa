// What is said of a report for good: when it first came, by which deadline, and how often it was returned. A
// resubmission after a return changes none of it. A begun report knows the questions that are asked again,
// and a verdict whether the unit was told of it.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table obligation
      add column first_reported_at timestamptz,
      add column first_due_at timestamptz,
      add column reported_late boolean generated always as (first_reported_at > first_due_at) stored,
      add column returns smallint not null default 0;
    alter table report_draft add column asked jsonb not null default '[]';
    alter table report_review add column due_at timestamptz, add column told_at timestamptz;
    -- Deadlines of before are not kept by unit: the present one has to stand for the one of that time.
    update obligation o set first_reported_at = first.at, first_due_at = o.report_due_at
      from (select r.obligation_id, min(v.submitted_at) as at
        from report r join report_version v on v.report_id = r.id group by r.obligation_id) first
      where first.obligation_id = o.id;
    update obligation o set returns = counted.returns
      from (select r.obligation_id, count(*) as returns
        from report r join report_review review on review.report_id = r.id
        where review.verdict = 'returned' group by r.obligation_id) counted
      where counted.obligation_id = o.id;
    update report_review set told_at = reviewed_at;
    create index report_review_untold on report_review (reviewed_at)
      where verdict = 'accepted' and told_at is null`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop index report_review_untold;
    alter table report_review drop column due_at, drop column told_at;
    alter table report_draft drop column asked;
    alter table obligation drop column reported_late, drop column first_reported_at, drop column first_due_at,
      drop column returns`.execute(db)
}
