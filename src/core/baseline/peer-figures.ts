import { actions } from '../change/actions.ts'
import * as at from '../memory/layout.ts'
import { marks } from '../memory/marks.ts'
import type { Peers } from './baselines.ts'
import { groupName, type PeerGroup } from './peer-group.ts'

/** What is usual in a peer group as people can read it, and as a policy carries it: means over acts, rounded, each
 *  by its name. Nobody's id is in it, and no group of fewer than three. */
export interface PeerFigures {
  readonly group: PeerGroup
  /** Acts that it was taken from, each member's counted up to two hundred and fading with the month. */
  readonly acts: number
  readonly parts: Readonly<Record<PartName, readonly number[]>>
}

interface Part {
  /** Where its numbers begin in the stretch of memory that peers are summed from. */
  readonly from: number
  readonly names: readonly string[]
  /** There where a sum of squares is kept: it is shown as a standard deviation about these means. */
  readonly meansFrom?: number
  /** `share`: of all acts, so at most 1, and what is not named is 0. `count`: every name is needed. */
  readonly of: 'count' | 'share'
}

const paceNames = at.scaleNames.slice(0, at.comparedScales)
const place = (slot: number): number => slot - at.usualWeightSlot

/** The stretch in words: how many acts stand in the past minute, hour and so on when somebody acts, and how that
 *  varies; the same of accounts touched; in what share of acts something was true, was the action, or fell into
 *  two hours of the day (UTC). The place after the marks counts acts with a reason's code. */
const peerParts = {
  pace: { from: place(at.usualPaceSlot), names: paceNames, of: 'count' },
  paceSpread: {
    from: place(at.usualSquareSlot),
    names: paceNames,
    meansFrom: place(at.usualPaceSlot),
    of: 'count',
  },
  accounts: { from: place(at.usualMassSlot), names: at.massScaleNames, of: 'count' },
  accountsSpread: {
    from: place(at.usualMassSquareSlot),
    names: at.massScaleNames,
    meansFrom: place(at.usualMassSlot),
    of: 'count',
  },
  with: { from: place(at.usualMarkSlot), names: [...marks, 'code'], of: 'share' },
  actions: { from: place(at.usualActionSlot), names: actions, of: 'share' },
  day: {
    from: place(at.usualBlockSlot),
    names: Array.from({ length: at.dayBlocks }, (_, block) => `${2 * block} h`),
    of: 'share',
  },
} as const satisfies Record<string, Part>

export type PartName = keyof typeof peerParts
export const partNames = [
  'pace',
  'paceSpread',
  'accounts',
  'accountsSpread',
  'with',
  'actions',
  'day',
] as const satisfies readonly PartName[]

export function eachPart<T>(made: (name: PartName) => T): Record<PartName, T> {
  return {
    pace: made('pace'),
    paceSpread: made('paceSpread'),
    accounts: made('accounts'),
    accountsSpread: made('accountsSpread'),
    with: made('with'),
    actions: made('actions'),
    day: made('day'),
  }
}

export function partOf(name: PartName): Part {
  return peerParts[name]
}

export function figuresOf(group: PeerGroup, { usual }: Peers): PeerFigures {
  const acts = usual[0] ?? 1
  const mean = (i: number): number => (usual[i] ?? 0) / acts
  const parts = eachPart((name) => {
    const { from, names, meansFrom } = partOf(name)
    const spread = (i: number, means: number): number =>
      Math.sqrt(Math.max(0, mean(from + i) - mean(means + i) ** 2))
    return names.map((_, i) => rounded(meansFrom === undefined ? mean(from + i) : spread(i, meansFrom)))
  })
  return { group, acts: rounded(acts), parts }
}

/** The peers that figures stand for: `figuresOf` of them gives the same figures again. */
export function peersFrom({ group, acts, parts }: PeerFigures, asOf: string): Peers {
  const usual = Array.from<number>({ length: at.usualCount }).fill(0)
  usual[0] = acts
  for (const name of partNames) {
    const { from, meansFrom } = partOf(name)
    parts[name].forEach((value, i) => {
      const mean = meansFrom === undefined ? value : value ** 2 + ((usual[meansFrom + i] ?? 0) / acts) ** 2
      usual[from + i] = acts * mean
    })
  }
  return { name: groupName(group), asOf, usual }
}

/** Three digits tell groups apart, and no single member.   0.31234 -> 0.312   18411 -> 18400   1e-7 -> 0 */
function rounded(value: number): number {
  return value < shareMin ? 0 : Number(value.toPrecision(3))
}

const shareMin = 0.0001
