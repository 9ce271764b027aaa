// Campaigns (đợt): several directives under one heading, looked at together. A directive belongs to one at
// most. The combined rates are the rollup room's.
import { type RawBuilder, sql } from 'kysely'
import { type Author, auditActor, mayDo, officerIdOf } from '../org/author.ts'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { normaliseText, sameWords } from '../platform/vietnamese-text.ts'
import { type DirectiveRow, lockDirective, readDirectives } from './directive.store.ts'
import { screenForSecrecy } from './secrecy/secrecy-interlock.ts'
import { recordSecrecyRefusal } from './secrecy/secrecy-refusal.store.ts'

export interface Campaign {
  id: number
  unitId: number
  name: string
  /** Directives that are or were out. */
  directives: number
  closedAt: Date | null
}

export type CampaignOutcome =
  | { ok: true; campaignId: number; already: boolean }
  | {
      ok: false
      reason:
        | 'not_allowed'
        | 'name_missing'
        | 'secret'
        | 'no_such_campaign'
        | 'no_such_directive'
        | 'other_unit'
        | 'closed'
    }

/** Campaigns of these units: open ones first, then the newest. */
export async function listCampaigns(db: Db, unitIds: readonly number[]): Promise<Campaign[]> {
  if (unitIds.length === 0) return []
  return await readCampaigns(db, sql`c.unit_id = any(${[...unitIds]}::bigint[])`)
}

/** One campaign, or null. */
export async function findCampaign(db: Db, id: number): Promise<Campaign | null> {
  return (await readCampaigns(db, sql`c.id = ${id}`))[0] ?? null
}

/** Campaigns that fit `where` (on `c`, the campaign). */
async function readCampaigns(db: Db, where: RawBuilder<unknown>): Promise<Campaign[]> {
  const found = await sql<Campaign>`
    select c.id, c.unit_id as "unitId", c.name, c.closed_at as "closedAt", (select count(*) from directive d
      where d.campaign_id = c.id and d.state in ('issued', 'closed')) as directives
    from campaign c where ${where}
    order by c.closed_at is not null, c.id desc`.execute(db)
  return found.rows
}

/** The directives of a campaign that are or were out, by number. */
export async function directivesOf(db: Db, campaignId: number): Promise<DirectiveRow[]> {
  return await readDirectives(
    db,
    sql`d.campaign_id = ${campaignId} and d.state in ('issued', 'closed')`,
    sql`d.issued_on, d.id`,
  )
}

/** Opens a campaign of a unit; one of the same name is found instead of made twice. */
export async function openCampaign(
  tx: Tx,
  author: Author,
  { unitId, name }: { unitId: number; name: string },
  { now }: { now: Date },
): Promise<CampaignOutcome> {
  const path = await unitPath(tx, unitId)
  if (!mayDo(author, 'directive.draft', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  if (!screenForSecrecy({ declaredNotSecret: true, texts: [name], fileNames: [] }).pass) {
    await recordSecrecyRefusal(tx, { at: now, officerId: officerIdOf(author), reason: 'mark_found' })
    return { ok: false, reason: 'secret' }
  }
  const words = normaliseText(name).trim().replace(/\s+/g, ' ').slice(0, 200)
  if (words === '') return { ok: false, reason: 'name_missing' }
  const same = (await listCampaigns(tx, [unitId])).find(
    (campaign) => campaign.closedAt === null && sameWords(campaign.name, words),
  )
  if (same) return { ok: true, campaignId: same.id, already: true }
  const { id } = await tx
    .insertInto('campaign')
    .values({ unit_id: unitId, name: words, created_by: officerIdOf(author), created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'campaign.open',
    subject: {
      kind: 'campaign',
      id,
    },
    unitId,
  })
  return { ok: true, campaignId: id, already: false }
}

/** Puts a directive under a campaign of the same unit, or takes it out again (`campaignId` null). */
export async function assignCampaign(
  tx: Tx,
  author: Author,
  { directiveId, campaignId }: { directiveId: number; campaignId: number | null },
  { now }: { now: Date },
): Promise<CampaignOutcome> {
  const directive = await lockDirective(tx, directiveId)
  if (!directive) return { ok: false, reason: 'no_such_directive' }
  const path = await unitPath(tx, directive.issuerUnitId)
  if (!mayDo(author, 'directive.issue', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  if (campaignId !== null) {
    const campaign = await tx
      .selectFrom('campaign')
      .select(['unit_id', 'closed_at'])
      .where('id', '=', campaignId)
      .executeTakeFirst()
    if (!campaign) return { ok: false, reason: 'no_such_campaign' }
    if (campaign.closed_at) return { ok: false, reason: 'closed' }
    if (campaign.unit_id !== directive.issuerUnitId) return { ok: false, reason: 'other_unit' }
  }
  const answer = { ok: true, campaignId: campaignId ?? 0 } as const
  if (directive.campaignId === campaignId) return { ...answer, already: true }
  await tx.updateTable('directive').set({ campaign_id: campaignId }).where('id', '=', directiveId).execute()
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'campaign.assign',
    subject: {
      kind: 'directive',
      id: directiveId,
    },
    unitId: directive.issuerUnitId,
    detail: { campaign: campaignId },
  })
  return { ...answer, already: false }
}

/** Ends a campaign: nothing more is put into it. Its directives and its combined view stay. */
export async function closeCampaign(
  tx: Tx,
  author: Author,
  { campaignId }: { campaignId: number },
  { now }: { now: Date },
): Promise<CampaignOutcome> {
  const campaign = await tx
    .selectFrom('campaign')
    .select(['unit_id', 'closed_at'])
    .where('id', '=', campaignId)
    .forUpdate()
    .executeTakeFirst()
  if (!campaign) return { ok: false, reason: 'no_such_campaign' }
  const path = await unitPath(tx, campaign.unit_id)
  if (!mayDo(author, 'directive.issue', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  if (campaign.closed_at) return { ok: true, campaignId, already: true }
  await tx.updateTable('campaign').set({ closed_at: now }).where('id', '=', campaignId).execute()
  await recordAudit(tx, {
    at: now,
    actor: auditActor(author),
    action: 'campaign.close',
    subject: {
      kind: 'campaign',
      id: campaignId,
    },
    unitId: campaign.unit_id,
  })
  return { ok: true, campaignId, already: false }
}
