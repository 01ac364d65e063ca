import { numberOf } from '../../core/evaluation/number-of.ts'
import type { LoadSample } from '../../core/fit/same-load.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { Happened } from '../history/run-history.ts'

/** Some two hundred megabytes; the latest count, since the load to keep is today's. */
const sampledMax = 5_000_000

/** Gathers what decides about alerts, of each change. */
export function gatherLoad({ tiers }: Policy): { see(happened: Happened): void; end(): LoadSample } {
  const places = new Map(tiers.map(({ name }, place) => [name, place]))
  const actors = new Map<string, number>()
  const [times, hands, suspicions, scores, inTiers]: number[][] = [[], [], [], [], []]
  return {
    see({ change, step, relationCenti }) {
      times!.push(change.occurredAt)
      hands!.push(numberOf(actors, `${change.source}\0${change.actor.id}`))
      // What others' acts take away comes after the alert; what they add raises one of its own.
      const added = Math.max(0, relationCenti)
      suspicions!.push(step.assessment.suspicionCenti + added)
      scores!.push(step.assessment.scoreCenti + added)
      inTiers!.push(places.get(step.decision.tier) ?? 255)
    },
    end: () => ({
      times: Float64Array.from(times!.slice(-sampledMax)),
      actors: Int32Array.from(hands!.slice(-sampledMax)),
      suspicionCenti: Int32Array.from(suspicions!.slice(-sampledMax)),
      scoreCenti: Int32Array.from(scores!.slice(-sampledMax)),
      tiers: Uint8Array.from(inTiers!.slice(-sampledMax)),
    }),
  }
}
