// Campaigns (đợt): several directives under one heading, looked at together. A directive belongs to one at most. The
// combined rates are the rollup room's.
import { sql } from 'kysely'
import { unitPath } from '../org/unit.store.ts'
import { recordAudit } from '../platform/audit.ts'
import type { Db, Tx } from '../platform/database.ts'
import { normaliseText, sameWords } from '../platform/vietnamese-text.ts'
import { type Author, auditActor, mayDo, officerIdOf } from './author.ts'
import { lockDirective } from './directive.store.ts'

export interface Campaign {
  id: number
  unitId: number
  name: string
  /** Directives that are or were out. */
  directives: number
}

export type CampaignOutcome =
  | { ok: true; campaignId: number; already: boolean }
  | {
      ok: false
      reason: 'not_allowed' | 'name_missing' | 'no_such_campaign' | 'no_such_directive' | 'other_unit'
    }

/** Open campaigns of these units, newest first. */
export async function listCampaigns(db: Db, unitIds: readonly number[]): Promise<Campaign[]> {
  if (unitIds.length === 0) return []
  const found = await sql<Campaign>`
    select c.id, c.unit_id as "unitId", c.name, (select count(*) from directive d
      where d.campaign_id = c.id and d.state in ('issued', 'closed')) as directives
    from campaign c where c.unit_id = any(${[...unitIds]}::bigint[]) and c.closed_at is null
    order by c.id desc`.execute(db)
  return found.rows
}

/** Opens a campaign of a unit; one of the same name is found instead of made twice. */
export async function openCampaign(
  tx: Tx,
  author: Author,
  { unitId, name, now }: { unitId: number; name: string; now: Date },
): Promise<CampaignOutcome> {
  const path = await unitPath(tx, unitId)
  if (!mayDo(author, 'directive.draft', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  const words = normaliseText(name).trim().replace(/\s+/g, ' ').slice(0, 200)
  if (words === '') return { ok: false, reason: 'name_missing' }
  const same = (await listCampaigns(tx, [unitId])).find((campaign) => sameWords(campaign.name, words))
  if (same) return { ok: true, campaignId: same.id, already: true }
  const { id } = await tx
    .insertInto('campaign')
    .values({ unit_id: unitId, name: words, created_by: officerIdOf(author), created_at: now })
    .returning('id')
    .executeTakeFirstOrThrow()
  await recordAudit(tx, {
    ...{ at: now, actor: auditActor(author), action: 'campaign.open' },
    ...{ subject: { kind: 'campaign', id }, unitId },
  })
  return { ok: true, campaignId: id, already: false }
}

/** Puts a directive under a campaign of the same unit, or takes it out again (`campaignId` null). */
export async function assignCampaign(
  tx: Tx,
  author: Author,
  { directiveId, campaignId, now }: { directiveId: number; campaignId: number | null; now: Date },
): Promise<CampaignOutcome> {
  const directive = await lockDirective(tx, directiveId)
  if (!directive) return { ok: false, reason: 'no_such_directive' }
  const path = await unitPath(tx, directive.issuerUnitId)
  if (!mayDo(author, 'directive.issue', { pathIds: path.ids })) return { ok: false, reason: 'not_allowed' }
  if (campaignId !== null) {
    const campaign = await tx
      .selectFrom('campaign')
      .select('unit_id')
      .where('id', '=', campaignId)
      .executeTakeFirst()
    if (!campaign) return { ok: false, reason: 'no_such_campaign' }
    if (campaign.unit_id !== directive.issuerUnitId) return { ok: false, reason: 'other_unit' }
  }
  const answer = { ok: true, campaignId: campaignId ?? 0 } as const
  if (directive.campaignId === campaignId) return { ...answer, already: true }
  await tx.updateTable('directive').set({ campaign_id: campaignId }).where('id', '=', directiveId).execute()
  await recordAudit(tx, {
    ...{ at: now, actor: auditActor(author), action: 'campaign.assign' },
    ...{ subject: { kind: 'directive', id: directiveId }, unitId: directive.issuerUnitId },
    detail: { campaign: campaignId },
  })
  return { ...answer, already: false }
}
