// Persons and group chats of the sample organisation: who holds which duty, who is enrolled, who has blocked
// the bot. Shares (92 % enrolled, 8 % with a group) are met exactly, not on average, so that tests can count
// on them.
import { FAMILY_NAMES, GIVEN_MEN, GIVEN_WOMEN, MIDDLE_MEN, MIDDLE_WOMEN } from './sample-names.ts'
import { chooseIndexes, type SampleRandom } from './sample-random.ts'
import type { SampleUnit } from './sample-units.ts'

export type SampleDuty = 'secretary' | 'deputy' | 'office' | 'administrator' | 'observer' | 'speaker'

export interface SampleBystander {
  telegramUserId: number
  /**
   * Family and middle name, as Vietnamese users enter it: first and last name read in order give the full
   * name.
   */
  firstName: string
  lastName: string
}

export interface SamplePerson extends SampleBystander {
  fullName: string
  unitCode: string
  duty: SampleDuty
  /** The person's title, such as "Bí thư" or "Chánh Văn phòng". */
  title: string
  /** Has started the bot and is known to the organisation. */
  enrolled: boolean
  /** Enrolled, and has blocked the bot since. */
  blocked: boolean
}

export interface SampleGroup {
  /** Negative, as Telegram numbers group chats. */
  telegramChatId: number
  title: string
  unitCode: string
  memberUserIds: number[]
}

const FIRST_PERSON_ID = 700_000_001
const FIRST_BYSTANDER_ID = 800_000_001
const FIRST_GROUP_ID = -510_000_001

const ENROLLED_SHARE = 0.92
const BLOCKED_SHARE = 0.012
const DEPUTY_SHARE = 0.5
const GROUP_SHARE = 0.08

const CELL_DUTIES: readonly Role[] = [{ duty: 'secretary', title: 'Bí thư' }]
const ROLES: Record<SampleUnit['kind'], readonly Role[]> = {
  province: [
    { duty: 'office', title: 'Chuyên viên Văn phòng' },
    { duty: 'office', title: 'Chánh Văn phòng' },
    { duty: 'administrator', title: 'Quản trị viên' },
    { duty: 'observer', title: 'Giám sát viên' },
  ],
  committee: [
    { duty: 'secretary', title: 'Bí thư' },
    { duty: 'office', title: 'Cán bộ văn phòng' },
    { duty: 'speaker', title: 'Báo cáo viên' },
  ],
  grassroots: CELL_DUTIES,
  section: CELL_DUTIES,
  cell: CELL_DUTIES,
}

interface Role {
  duty: SampleDuty
  title: string
}

/**
 * Everyone who holds a duty, in the order of the units. The first office person of the province drafts, the
 * second approves. Where a cell is not enrolled, neither its secretary nor its deputy is.
 */
export function samplePeople(units: readonly SampleUnit[], random: SampleRandom): SamplePerson[] {
  const cells = units.filter((unit) => unit.kind === 'cell').length
  const absent = chooseIndexes(Math.round(cells * (1 - ENROLLED_SHARE)), cells, random)
  const blocked = chooseBlocked(cells, absent, random)
  const withDeputy = chooseIndexes(Math.round(cells * DEPUTY_SHARE), cells, random)
  const names = new Set<string>()
  const people: SamplePerson[] = []
  const add = (unit: SampleUnit, role: Role, state: { enrolled: boolean; blocked: boolean }) => {
    const name = personName(names, random)
    people.push({
      telegramUserId: FIRST_PERSON_ID + people.length,
      ...name,
      fullName: `${name.firstName} ${name.lastName}`,
      unitCode: unit.code,
      ...role,
      ...state,
    })
  }
  let cell = -1
  for (const unit of units) {
    if (unit.kind === 'cell') cell += 1
    const enrolled = unit.kind !== 'cell' || !absent.has(cell)
    for (const role of ROLES[unit.kind]) {
      add(unit, role, { enrolled, blocked: unit.kind === 'cell' && blocked.has(cell) })
    }
    if (unit.kind === 'cell' && withDeputy.has(cell)) {
      add(unit, { duty: 'deputy', title: 'Phó bí thư' }, { enrolled, blocked: false })
    }
  }
  return people
}

/** Group chats of some enrolled cells; members are the secretary, the deputy and people without any duty. */
export function addGroups(
  units: readonly SampleUnit[],
  people: readonly SamplePerson[],
  random: SampleRandom,
): { groups: SampleGroup[]; bystanders: SampleBystander[] } {
  const cells = units.filter((unit) => unit.kind === 'cell')
  const holders = Map.groupBy(people, (person) => person.unitCode)
  const reachable = cells.filter((cell) =>
    holders.get(cell.code)?.every((person) => person.enrolled && !person.blocked),
  )
  const chosen = chooseIndexes(Math.round(cells.length * GROUP_SHARE), reachable.length, random)
  const names = new Set(people.map((person) => person.fullName))
  const bystanders: SampleBystander[] = []
  const groups: SampleGroup[] = []
  for (const [index, cell] of reachable.entries()) {
    if (!chosen.has(index)) continue
    const memberUserIds = (holders.get(cell.code) ?? []).map((person) => person.telegramUserId)
    for (let more = random.whole(2, 6); more > 0; more -= 1) {
      const telegramUserId = FIRST_BYSTANDER_ID + bystanders.length
      bystanders.push({ telegramUserId, ...personName(names, random) })
      memberUserIds.push(telegramUserId)
    }
    groups.push({
      telegramChatId: FIRST_GROUP_ID - groups.length,
      title: cell.name,
      unitCode: cell.code,
      memberUserIds,
    })
  }
  return { groups, bystanders }
}

/** A few of the enrolled cells; at least one from ten cells on, so that the case can be tried. */
function chooseBlocked(cells: number, absent: ReadonlySet<number>, random: SampleRandom): Set<number> {
  const wanted = Math.max(cells >= 10 ? 1 : 0, Math.round(cells * BLOCKED_SHARE))
  const enrolled = Array.from({ length: cells }, (_, index) => index).filter((index) => !absent.has(index))
  return new Set([...chooseIndexes(wanted, enrolled.length, random)].map((index) => enrolled[index] ?? -1))
}

/**
 * Number of people up to which all names differ; larger samples repeat some, as in life, and stay quick to
 * make.
 */
const UNIQUE_NAMES = 5_000

function personName(taken: Set<string>, random: SampleRandom): { firstName: string; lastName: string } {
  for (;;) {
    const woman = random.chance(0.42)
    const middle = random.pick(woman ? MIDDLE_WOMEN : MIDDLE_MEN)
    const lastName = random.pick(woman ? GIVEN_WOMEN : GIVEN_MEN)
    const firstName = `${familyName(random)} ${middle}`
    if (middle === lastName) continue
    if (taken.size >= UNIQUE_NAMES) return { firstName, lastName }
    const fullName = `${firstName} ${lastName}`
    if (taken.has(fullName)) continue
    taken.add(fullName)
    return { firstName, lastName }
  }
}

const FAMILY_TOTAL = FAMILY_NAMES.reduce((sum, [, share]) => sum + share, 0)

function familyName(random: SampleRandom): string {
  let left = random.fraction() * FAMILY_TOTAL
  for (const [name, share] of FAMILY_NAMES) {
    left -= share
    if (left < 0) return name
  }
  return 'Nguyễn'
}
