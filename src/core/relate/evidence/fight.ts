import { duration } from '../../evidence/duration.ts'
import type { BarKind } from '../../evidence/finding.ts'
import { type Relation, relationBar } from '../relation.ts'
import type { RelationSight } from '../relation-sight.ts'
import { actSize, actsMax, effectOfCode, isByMachine } from '../ring.ts'

/** In hundredths of points. `again`: puts back on, within the week, what another hand had given back; `sameHand`:
 *  it is the very hand that was overruled; `fast`: within the hour; `round`: each earlier round of the same. */
export const fightWeights = { again: 50, sameHand: 150, fast: 50, round: 100, roundsMost: 500 }

const roundMs = 7 * 86_400_000
const fastMs = 3_600_000

const again = relationBar('fight.again', (hours) => ({
  observed: `restricted again ${duration(hours)} after another hand had given it back`,
  expected: 'a decision that was overruled to be talked over first',
}))
const sameHand = relationBar('fight.sameHand', () => ({
  observed: 'by the very hand that was overruled',
  expected: 'a third person to decide',
}))
const fast = relationBar('fight.fast', () => ({
  observed: 'within the hour',
  expected: 'time for a word between the two',
}))
const rounds = roundsBar((round) => `to and fro, round ${round}`)
/** Where the ring is full: what went before may have left it. */
const roundsAtLeast = roundsBar((round) => `to and fro, at least round ${round}`)

/** Act, undone by another, act again.
 *    again by a third person after 2 d -> 0.50   by the same hand after 2 d -> 2.00   within the hour -> 2.50
 *    the third round of it -> 4.50   after 8 d -> 0.00   lifted by the hand that had restricted -> 0.00
 *  Before the family takes its part. Range 0 to 7.50. Cost: eight acts looked at. Cold start: silent. Misleads
 *  where a second chance was given and wasted: then the hand that gave it mostly takes it back itself, which is
 *  none; what the account's owner lifts is none either. Monotone in rounds. */
export const fight: Relation = {
  name: 'fight',
  onAdminLog: 'beats chance',
  coldUntil: 'any past',
  risesWith: ['rounds'],
  neverNegative: ['round', 'roundsMost'],
  bars: [again, sameHand, fast, rounds, roundsAtLeast],
  fitting: { together: [['round', 'roundsMost']] },
  measure(sight, weights, tally) {
    if (sight.effect !== 'restricts' || sight.row.machine) return
    const past = pastOf(sight)
    if (past.liftedAt === 0 || past.lifter === sight.actor) return
    const since = sight.at - past.liftedAt
    if (since > roundMs) return
    const weight = weights.fight
    tally.give(again, weight.again, since / 3_600_000)
    if (past.overruled === sight.actor) tally.give(sameHand, weight.sameHand)
    if (since <= fastMs) tally.give(fast, weight.fast)
    if (past.rounds > 0) {
      const isFull = sight.memory.acts.length >= actsMax * actSize
      tally.give(
        isFull ? roundsAtLeast : rounds,
        Math.min(weight.roundsMost, weight.round * past.rounds),
        past.rounds + 1,
      )
    }
  },
}

interface Past {
  /** When another hand last gave back what stood; 0 where nothing was. */
  liftedAt: number
  lifter: number
  /** Whose decision that was. */
  overruled: number
  /** How often it was put on again after that, before now. */
  rounds: number
}

/** Reads the ring in order of time. Machines are skipped: a block that runs out is nobody's judgement. */
function pastOf({ memory, account, at }: RelationSight): Past {
  const past: Past = { liftedAt: 0, lifter: 0, overruled: 0, rounds: 0 }
  const { acts } = memory
  let holder = 0
  for (let i = 0; i < acts.length; i += actSize) {
    const actor = acts[i] ?? 0
    const time = acts[i + 2] ?? 0
    const code = acts[i + 3] ?? 0
    if (time > at) break
    if (isByMachine(code)) continue
    const effect = effectOfCode(code)
    if (effect === 'restricts') {
      if (past.liftedAt !== 0 && past.lifter !== actor && time - past.liftedAt <= roundMs) past.rounds += 1
      past.liftedAt = 0
      holder = actor
    } else if (effect === 'lifts' && holder !== 0) {
      const byAnother = actor !== holder && actor !== account
      past.liftedAt = byAnother ? time : 0
      past.lifter = actor
      past.overruled = holder
      holder = 0
    }
  }
  return past
}

function roundsBar(says: (round: number) => string): BarKind {
  return relationBar('fight.rounds', (seen) => ({
    observed: says(Math.round(seen) + 1),
    expected: 'one decision, at most one correction',
  }))
}
