// Puts the sample organisation into the local Telegram: persons with their duties, started and blocked chats,
// groups with the bot in them. Sends nothing and notifies nobody; the caller creates the product's own rows.
import type { SampleOrganisation, SamplePerson } from './sample-organisation.ts'
import type { World } from './world.ts'

/** The line under a name on the page: duty, unit, and for cells their committee. */
export function sampleTitles(organisation: SampleOrganisation): Map<number, string> {
  const units = new Map(organisation.units.map((unit) => [unit.code, unit]))
  const place = (code: string): string => {
    const unit = units.get(code)
    if (!unit) return code
    let committee = unit
    while (committee.kind !== 'committee' && committee.kind !== 'province') {
      const parent = units.get(committee.parentCode ?? '')
      if (!parent) break
      committee = parent
    }
    return committee === unit ? unit.name : `${unit.name} · ${committee.name}`
  }
  const titles = new Map<number, string>()
  for (const person of organisation.people) {
    titles.set(person.telegramUserId, `${person.title} · ${place(person.unitCode)}`)
  }
  for (const group of organisation.groups) {
    for (const member of group.memberUserIds) {
      if (!titles.has(member)) titles.set(member, `Thành viên nhóm · ${place(group.unitCode)}`)
    }
  }
  return titles
}

/** Adds these people, or updates their names and notes. */
export function addSamplePeople(
  world: World,
  organisation: SampleOrganisation,
  people: readonly Pick<SamplePerson, 'telegramUserId' | 'firstName' | 'lastName'>[],
  notes: ReadonlyMap<number, string>,
): void {
  const titles = sampleTitles(organisation)
  for (const { telegramUserId: id, firstName, lastName } of people)
    world.addUser({ id, firstName, lastName, languageCode: 'vi', title: titles.get(id), note: notes.get(id) })
}

/**
 * Adds everyone and every group. `notes` adds a hint for some persons (by Telegram user), such as an
 * invitation code. Meant for an empty world: a second call would add the groups again.
 */
export function populateWorld(
  world: World,
  organisation: SampleOrganisation,
  notes: ReadonlyMap<number, string> = new Map(),
): void {
  addSamplePeople(world, organisation, [...organisation.people, ...organisation.bystanders], notes)
  for (const person of organisation.people) {
    if (person.enrolled) world.startPrivateChat(person.telegramUserId, { silently: true })
    if (person.blocked) world.block(person.telegramUserId, { silently: true })
  }
  for (const group of organisation.groups) {
    world.addGroup({
      id: group.telegramChatId,
      kind: 'group',
      title: group.title,
      memberIds: group.memberUserIds,
    })
    world.addBotToGroup(group.telegramChatId, { silently: true })
  }
}
