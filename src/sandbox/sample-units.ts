// The tree of the sample organisation: province, committees, grass-roots organisations, a few sections,
// cells. Since July 2025 there is no district level, so communes are right below the province. The depth
// varies on purpose (large grass-roots organisations are divided into sections). Persons: sample-people.ts.
import {
  AREA_INSTITUTIONS,
  COMMUNE_BODIES,
  DIRECT_COMMITTEES,
  OFFICE_CELLS,
  PLACE_FIRST,
  PLACE_SECOND,
  PROVINCE,
} from './sample-names.ts'
import { type SampleRandom, shareOut } from './sample-random.ts'

export type SampleUnitKind = 'province' | 'committee' | 'grassroots' | 'section' | 'cell'

export interface SampleUnit {
  /** Short, ASCII, stable for a seed and size: HK, HK-03, HK-03-07, HK-03-07-B1, HK-03-07-012. */
  code: string
  parentCode: string | null
  kind: SampleUnitKind
  name: string
}

/** How a grass-roots organisation names its cells. */
interface CellNaming {
  /** The first names, in this order. */
  fixed: readonly string[]
  /** One more random name, without the leading "Chi bộ". */
  more: (random: SampleRandom) => string
}

/** Number of cells from which a grass-roots organisation is divided into sections. */
const SECTION_FROM_CELLS = 10

/** All units, parents before children, in exactly the requested numbers (sections are extra). */
export function sampleUnits(
  sizes: { cells: number; committees: number; grassroots: number },
  random: SampleRandom,
): SampleUnit[] {
  const province: SampleUnit = {
    code: 'HK',
    parentCode: null,
    kind: 'province',
    name: `Tỉnh ủy ${PROVINCE}`,
  }
  const units = [province]
  const committeeNames = new Set<string>()
  const organisationsPerCommittee = shareOut(sizes.grassroots, sizes.committees, random)
  const cellsPerOrganisation = shareOut(sizes.cells, sizes.grassroots, random)
  let organisation = 0
  for (const [index, organisations] of organisationsPerCommittee.entries()) {
    const form = committeeForm(index, sizes.committees, committeeNames, random)
    const committee: SampleUnit = {
      code: `HK-${numbered(index + 1, 2)}`,
      parentCode: province.code,
      kind: 'committee',
      name: form.name,
    }
    units.push(committee)
    const names = new Set<string>()
    for (let at = 0; at < organisations; at += 1) {
      const grassroots = form.organisation(at, names)
      const unit: SampleUnit = {
        code: `${committee.code}-${numbered(at + 1, 2)}`,
        parentCode: committee.code,
        kind: 'grassroots',
        name: grassroots.name,
      }
      units.push(unit)
      addCells(units, unit, grassroots.naming, cellsPerOrganisation[organisation] ?? 0, random)
      organisation += 1
    }
  }
  return units
}

interface CommitteeForm {
  name: string
  organisation: (at: number, taken: Set<string>) => { name: string; naming: CellNaming }
}

function committeeForm(
  index: number,
  total: number,
  taken: Set<string>,
  random: SampleRandom,
): CommitteeForm {
  const directs = total >= 8 ? DIRECT_COMMITTEES : []
  const direct = directs[index - (total - directs.length)]
  if (direct) return directForm(direct, random)
  const kind = index === 5 ? 'đặc khu' : index % 4 === 0 ? 'phường' : 'xã'
  const name = unique(taken, () => `Đảng ủy ${kind} ${placeName(random)}`)
  return communeForm(name, kind, random)
}

function directForm(
  committee: { name: string; bodies: readonly string[] },
  random: SampleRandom,
): CommitteeForm {
  const naming: CellNaming = {
    fixed: OFFICE_CELLS,
    more: () => `Phòng Nghiệp vụ ${random.whole(4, 40)}`,
  }
  return {
    name: committee.name,
    organisation: (at, taken) => ({
      name: unique(taken, () => `Đảng ủy cơ sở ${committee.bodies[at % committee.bodies.length]}`),
      naming,
    }),
  }
}

function communeForm(name: string, kind: string, random: SampleRandom): CommitteeForm {
  const place = name.replace('Đảng ủy ', '')
  return {
    name,
    organisation: (at, taken) => {
      const body = COMMUNE_BODIES[at]
      if (body) {
        const naming = { fixed: body.cells, more: () => institution(random) }
        return { name: unique(taken, () => body.name(place)), naming }
      }
      const area = unique(taken, () => `Đảng ủy cơ sở khu vực ${placeName(random)}`)
      return { name: area, naming: { fixed: [], more: () => areaCell(kind, random) } }
    },
  }
}

function addCells(
  units: SampleUnit[],
  organisation: SampleUnit,
  naming: CellNaming,
  count: number,
  random: SampleRandom,
): void {
  const sections = count >= SECTION_FROM_CELLS ? Math.ceil(count / SECTION_FROM_CELLS) : 0
  const parents: { unit: SampleUnit; names: Set<string> }[] = [{ unit: organisation, names: new Set() }]
  for (let at = 1; at <= sections; at += 1) {
    const section: SampleUnit = {
      code: `${organisation.code}-B${at}`,
      parentCode: organisation.code,
      kind: 'section',
      name: `Đảng ủy bộ phận số ${at}`,
    }
    units.push(section)
    parents.push({ unit: section, names: new Set() })
  }
  for (let at = 0; at < count; at += 1) {
    // The first cells stay right below the organisation even beside sections: real trees are uneven.
    const parent = parents[Math.floor((at * parents.length) / count)]
    if (!parent) throw new RangeError('a cell without a parent')
    const fixed = naming.fixed[at]
    units.push({
      code: `${organisation.code}-${numbered(at + 1, 3)}`,
      parentCode: parent.unit.code,
      kind: 'cell',
      name: fixed
        ? uniqueCell(parent.names, () => fixed)
        : uniqueCell(parent.names, () => naming.more(random)),
    })
  }
}

function areaCell(kind: string, random: SampleRandom): string {
  if (random.chance(0.22)) return institution(random)
  if (kind !== 'phường') return `thôn ${random.chance(0.2) ? random.whole(1, 14) : placeName(random)}`
  return random.chance(0.6) ? `tổ dân phố số ${random.whole(1, 30)}` : `tổ dân phố ${placeName(random)}`
}

function institution(random: SampleRandom): string {
  return random.pick(AREA_INSTITUTIONS).replace('{}', placeName(random))
}

function placeName(random: SampleRandom): string {
  const first = random.pick(PLACE_FIRST)
  const second = random.pick(PLACE_SECOND)
  return first === second ? `${first} Thành` : `${first} ${second}`
}

function uniqueCell(taken: Set<string>, candidate: () => string): string {
  return unique(taken, () => `Chi bộ ${candidate()}`)
}

/** A name that is not taken; after some tries with a number, as for places that share a name. */
function unique(taken: Set<string>, candidate: () => string): string {
  let name = candidate().normalize('NFC')
  for (let tries = 0; tries < 6 && taken.has(name); tries += 1) name = candidate().normalize('NFC')
  const base = name
  // Starting at the size of the set keeps this loop short even for thousands of names under one parent.
  for (let number = 2; taken.has(name); number += taken.size > 500 ? taken.size : 1)
    name = `${base} (${number})`
  taken.add(name)
  return name
}

function numbered(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
