// What: the register of directives, their files and the links between them.
import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create type directive_state as enum
      ('draft', 'awaiting_approval', 'issued', 'closed', 'recalled', 'superseded');
    create type urgency as enum ('normal', 'khan', 'thuong_khan', 'hoa_toc')`.execute(db)

  // The bytes of a file, once however often it is attached.
  await sql`
    create table file_content (
      sha256 bytea primary key,
      bytes bytea not null,
      stored_at timestamptz not null
    );
    alter table file_content alter column bytes set storage external`.execute(db)

  // Several directives under one heading (đợt), looked at together.
  await sql`create table campaign (
    id bigint generated always as identity primary key,
    unit_id bigint not null references unit (id),
    name text not null,
    created_by bigint references officer (id),
    created_at timestamptz not null,
    closed_at timestamptz
  )`.execute(db)

  // An audience with a name, to be used again.
  await sql`create table saved_audience (
    id bigint generated always as identity primary key,
    unit_id bigint not null references unit (id),
    name text not null,
    audience jsonb not null,
    created_at timestamptz not null,
    unique (unit_id, name)
  )`.execute(db)

  await createDirective(db)
  await createParts(db)
  await createVersions(db)
  await createOpenDrafts(db)

  // All that is kept of a refused document: that a refusal happened.
  await sql`create table secrecy_refusal (
    id bigint generated always as identity primary key,
    at timestamptz not null,
    officer_id bigint references officer (id),
    reason text not null check (reason in ('declared', 'mark_found'))
  )`.execute(db)
}

async function createDirective(db: Kysely<unknown>): Promise<void> {
  // number is the running number, number_text its canonical spelling (05-CT/TW), number_key what spellings
  // are compared by. passes_on: committees receive it first and pass it on; asks_plan: only after issuing a
  // plan of their own. reminders: null for the usual plan, else the chosen days, frozen with the draft.
  await sql`
    create table directive (
      id bigint generated always as identity primary key,
      issuer_unit_id bigint not null references unit (id),
      kind text not null,
      number integer not null check (number > 0),
      number_text text not null,
      number_key text not null,
      term text not null,
      issued_on date not null,
      subject text not null,
      search_key text not null,
      urgency urgency not null default 'normal',
      circulation_mark text,
      body text,
      asks_report boolean not null default true,
      outline jsonb,
      ack_due_at timestamptz,
      report_due_at timestamptz,
      reminders jsonb,
      audience jsonb not null,
      protect boolean not null default true,
      passes_on boolean not null default false,
      asks_plan boolean not null default false,
      campaign_id bigint references campaign (id),
      state directive_state not null default 'draft',
      version integer not null default 1,
      declared_not_secret_by bigint references officer (id),
      drafted_by bigint references officer (id),
      approval_asked_by bigint references officer (id),
      issued_by bigint references officer (id),
      created_at timestamptz not null,
      issue_at timestamptz,
      issued_at timestamptz,
      circulated_at timestamptz,
      chase_planned_at timestamptz,
      paused_at timestamptz,
      cancelled_at timestamptz,
      closed_at timestamptz,
      check (report_due_at is null or ack_due_at is null or report_due_at >= ack_due_at)
    );
    -- What was recalled or replaced no longer holds its identity: the right version may come under the same
    -- number.
    create unique index directive_identity
      on directive (issuer_unit_id, kind, number_key, term, issued_on)
      where state in ('awaiting_approval', 'issued', 'closed');
    create index directive_number_key on directive (number_key);
    create index directive_search on directive using gin (search_key gin_trgm_ops);
    create index directive_newest on directive (issued_on desc, id desc);
    create index directive_by_state on directive (state, issued_on desc, id desc);
    create index directive_by_kind on directive (kind, issued_on desc, id desc);
    create index directive_by_issuer on directive (issuer_unit_id, issued_on);
    create index directive_timed on directive (issue_at) where state = 'awaiting_approval';
    create index directive_to_circulate on directive (id)
      where state = 'issued' and circulated_at is null`.execute(db)
}

async function createParts(db: Kysely<unknown>): Promise<void> {
  // A file belongs to the versions from since_version up to, and without, until_version; null: to the present
  // one.
  await sql`
    create table directive_file (
      id bigint generated always as identity primary key,
      directive_id bigint not null references directive (id) on delete cascade,
      position integer not null,
      name text not null,
      mime text not null,
      size integer not null,
      sha256 bytea not null references file_content (sha256),
      telegram_bot_id bigint,
      telegram_file_id text,
      since_version integer not null default 1,
      until_version integer
    );
    create unique index directive_file_place on directive_file (directive_id, position)
      where until_version is null`.execute(db)

  await sql`
    create table directive_link (
      from_directive_id bigint not null references directive (id) on delete cascade,
      to_number_text text not null,
      to_directive_id bigint references directive (id),
      relation text not null
        check (relation in ('implements', 'amends', 'replaces', 'continues', 'refers')),
      primary key (from_directive_id, to_number_text, relation)
    );
    -- A card shows the links in both directions. A directive registered later finds those that named it.
    create index directive_link_to on directive_link (to_directive_id);
    create index directive_link_untied on directive_link (to_number_text)
      where to_directive_id is null`.execute(db)

  // A committee that received a directive with passes_on has passed it on to the units below it.
  await sql`create table directive_branch (
    directive_id bigint not null references directive (id),
    unit_id bigint not null references unit (id),
    passed_on_at timestamptz not null,
    passed_on_by bigint references officer (id),
    ack_due_at timestamptz not null,
    report_due_at timestamptz,
    primary key (directive_id, unit_id)
  )`.execute(db)
}

async function createVersions(db: Kysely<unknown>): Promise<void> {
  // What a directive said before a change, and whether a correction or an extension ended that version.
  await sql`create table directive_version (
    directive_id bigint not null references directive (id) on delete cascade,
    version integer not null,
    subject text not null,
    body text,
    ack_due_at timestamptz,
    report_due_at timestamptz,
    ended_by text check (ended_by in ('corrected', 'extended')),
    changed_at timestamptz not null,
    changed_by bigint references officer (id),
    reason text,
    primary key (directive_id, version)
  )`.execute(db)

  // What a draft said each time it was submitted for approval, and why it was returned. content holds every
  // field that the approver saw, so that the next version can be shown with what has changed.
  await sql`create table draft_version (
    directive_id bigint not null references directive (id) on delete cascade,
    version integer not null,
    content jsonb not null,
    submitted_at timestamptz not null,
    returned_at timestamptz,
    returned_by bigint references officer (id),
    reason text,
    primary key (directive_id, version)
  )`.execute(db)
}

/** A directive or a correction that somebody is writing, with its files. The conversation names the row. */
async function createOpenDrafts(db: Kysely<unknown>): Promise<void> {
  // content: what it says so far; notes: what the conversation remembers besides.
  await sql`create table directive_draft (
      id bigint generated always as identity primary key,
      officer_id bigint not null references officer (id),
      content jsonb not null,
      notes jsonb not null,
      created_at timestamptz not null,
      updated_at timestamptz not null
    );
    create index directive_draft_old on directive_draft (updated_at)`.execute(db)

  // Bytes that a draft names are not cleaned up; they go with the draft. Position 0 goes out with the
  // message.
  await sql`create table directive_draft_file (
      draft_id bigint not null references directive_draft (id) on delete cascade,
      position integer not null,
      name text not null,
      mime text not null,
      size integer not null,
      sha256 bytea not null references file_content (sha256),
      telegram_bot_id bigint,
      telegram_file_id text,
      primary key (draft_id, position)
    );
    create index directive_draft_file_content on directive_draft_file (sha256)`.execute(db)
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table secrecy_refusal, directive_draft_file, directive_draft, draft_version, directive_version;
    drop table directive_branch, directive_link, directive_file, directive;
    drop table saved_audience, campaign, file_content;
    drop type urgency, directive_state`.execute(db)
}
