import * as at from '../memory/layout.ts'
import { markIndex } from '../memory/marks.ts'
import { isNew, namedMin } from '../memory/places.ts'
import { amountOf } from './amount.ts'
import type { Evidence } from './evidence.ts'
import type { BarKind } from './finding.ts'
import { belief, usualShare } from './habit.ts'
import type { Sight } from './sight.ts'
import type { Tally } from './tally.ts'

/** Caps for what is new, in hundredths of points. A device is changed least often, a network at every move;
 *  `noMfa` is small, because whole platforms have no second factor. */
export const sessionWeights = { network: 100, device: 200, tool: 150, noMfa: 50 }

const network = newBar('network', 'a network')
const device = newBar('device', 'a device')
const tool = newBar('tool', 'a tool')
const noMfa: BarKind = {
  name: 'session.noMfa',
  family: 'origin',
  axis: 'suspicion',
  says: () => ({ observed: 'signed in without a second factor', expected: 'a second factor' }),
}

/** A stolen account acts from a new place every second time; the rest comes through the owner's own machine. */
const targetShare = 0.5

/** From a network, a device or with a tool that is new to this actor, where they usually stay with the same few: new
 *  for its whole first day, however many harmless acts came from there (`memory/places.ts`). A new session id alone
 *  is nothing: everybody has one each morning.
 *    a new device, 200 acts always from known ones -> 2.00 (cap)   19 acts -> 0.00
 *    where every second act comes from somewhere new -> 0.06   no second factor -> 0.50
 *  Range 0 to 2.00 each (before joining). Cost: a comparison of bits; a logarithm for something new. Cold
 *  start: silent below 20 acts that name one. Misleads on the first day with a new laptop, and once, for
 *  everybody, when the platform renames its tools. Monotone: the rarer new places are, the more points. */
export const session: Evidence = {
  name: 'session',
  family: 'origin',
  onAdminLog: 'not measured: that log names no session, network, device or tool',
  coldUntil: '20 acts',
  fromFacts: [noMfa],
  risesWith: ['rarity of new places'],
  neverNegative: ['network', 'device', 'tool'],
  bars: [network, device, tool, noMfa],
  measure(sight, weights, tally) {
    const { origin } = sight.change
    if (origin === undefined || sight.machine) return
    const weight = weights.session
    if (origin.mfa === false) tally.give(noMfa, weight.noMfa)
    if (!sight.isNewPlace) return
    if (isNew(sight.slots, sight.network))
      unusual(sight, tally, network, markIndex.hasNetwork, weight.network)
    if (isNew(sight.slots, sight.device)) unusual(sight, tally, device, markIndex.hasDevice, weight.device)
    if (isNew(sight.slots, sight.tool)) unusual(sight, tally, tool, markIndex.hasTool, weight.tool)
  },
}

/** Only acts that named such a thing can have shown where the actor stays: a source that has just begun to
 *  name devices makes nobody a stranger. */
function unusual(sight: Sight, tally: Tally, bar: BarKind, named: number, cap: number): void {
  const acts = sight.slots[at.usualMarkSlot + named] ?? 0
  if (acts < namedMin) return
  const slot = at.usualMarkSlot + markIndex.newPlace
  const usual = usualShare(sight, slot, acts)
  if (usual >= targetShare) return
  const points = 100 * belief(acts) * Math.log2(targetShare / usual)
  tally.give(bar, Math.min(cap, points), sight.slots[slot] ?? 0, acts)
}

function newBar(name: string, what: string): BarKind {
  return {
    name: `session.${name}`,
    family: 'origin',
    axis: 'suspicion',
    says: (finding) => ({
      observed: `from ${what} that is new to this actor`,
      expected: `${Math.round(finding.seen)} of about ${amountOf(finding.usual, 'act')} came from somewhere new`,
    }),
  }
}
