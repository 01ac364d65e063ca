/** Whether points tell restrictions that others undid from the rest, with an interval that asks no more of the
 *  data than they have. */

/** How often each number of points was given to what others undid, and to what they did not, by one actor. */
type Given = Map<number, [undone: number, stood: number]>

export interface AboveChance {
  /** The chance that one that was undone has more points than one that was not; ties count half, 0.5 is chance. */
  readonly auc: number
  /** Ends of the 95 % interval. */
  readonly low: number
  readonly high: number
}

/** Points of restrictions, as they come. */
export class PointsByActor {
  readonly counts = { undone: 0, stood: 0 }
  private readonly actors = new Map<string, Given>()

  add(actor: string, pointsCenti: number, undone: boolean): void {
    let given = this.actors.get(actor)
    if (given === undefined) this.actors.set(actor, (given = new Map()))
    this.counts[undone ? 'undone' : 'stood'] += 1
    const counts = given.get(pointsCenti)
    if (counts === undefined) given.set(pointsCenti, undone ? [1, 0] : [0, 1])
    else counts[undone ? 0 : 1] += 1
  }

  /** Of how many something else was said than of most. */
  otherwise(): number {
    const totals = new Map<number, number>()
    for (const given of this.actors.values()) {
      for (const [points, [undone, stood]] of given)
        totals.set(points, (totals.get(points) ?? 0) + undone + stood)
    }
    return this.counts.undone + this.counts.stood - Math.max(...totals.values())
  }

  /** The area under the curve, and what it comes to where whole *actors* are drawn again, with replacement: acts of
   *  one hand are undone together, and rank sums that take each for itself would promise three times too narrow an
   *  interval (Efron and Tibshirani, An Introduction to the Bootstrap, 1993: percentiles). */
  aboveChance(draws = 1_000): AboveChance {
    const held = [...this.actors.values()]
    const values = [...new Set(held.flatMap((given) => [...given.keys()]))].sort((a, b) => a - b)
    const placeOf = new Map(values.map((value, place) => [value, place]))
    const flat = held.map((given) =>
      [...given].flatMap(([value, [undone, stood]]) => [placeOf.get(value) ?? 0, undone, stood]),
    )
    const times = new Uint32Array(flat.length)
    const draw = lehmer(20_171_102)
    const drawn = Array.from({ length: draws }, () => {
      times.fill(0)
      for (let i = 0; i < flat.length; i++) times[Math.floor(draw() * flat.length)]! += 1
      return aucOf(flat, times, values.length)
    })
    drawn.sort((a, b) => a - b)
    const at = (share: number) => drawn[Math.floor(share * (draws - 1))] ?? Number.NaN
    return { auc: aucOf(flat, times.fill(1), values.length), low: at(0.025), high: at(0.975) }
  }
}

function aucOf(flat: readonly (readonly number[])[], times: Uint32Array, places: number): number {
  const undone = new Float64Array(places)
  const stood = new Float64Array(places)
  flat.forEach((given, actor) => {
    const weight = times[actor]!
    if (weight === 0) return
    for (let i = 0; i < given.length; i += 3) {
      undone[given[i]!]! += weight * given[i + 1]!
      stood[given[i]!]! += weight * given[i + 2]!
    }
  })
  let [below, won, all] = [0, 0, 0]
  for (let place = 0; place < places; place++) {
    won += undone[place]! * (below + stood[place]! / 2)
    below += stood[place]!
    all += undone[place]!
  }
  return won / (all * below)
}

/** Park and Miller's minimal standard generator (Communications of the ACM 31, 1988), in 0..1. */
function lehmer(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
