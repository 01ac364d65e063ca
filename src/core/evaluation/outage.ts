/** From the deciding change to the account seen restored: what the product promises as p99. */
export const undoneAfterDecidingMs = 3_000

/** A harmful restriction: when people undid it, and when the policy let the machine decide to. Both from the
 *  change itself on; undefined where it never happened. */
export interface HarmfulRestriction {
  readonly undoneAfterMs: number | undefined
  readonly decidedAfterMs: number | undefined
}

/** Victim-seconds: the sum of the times from restriction to undoing. */
export interface Outage {
  readonly harm: number
  readonly nowMs: number
  /** If what the policy granted had been undone 3 s after the deciding change. */
  readonly leftMs: number
  /** Harm that nobody undid while it was followed: it has no end and is in neither sum. */
  readonly neverUndone: number
}

/** How long people were locked out, and how much of it would have been left. The machine never makes it
 *  longer: where people were quicker, their time stands.
 *
 *  people 600 s, granted at once -> now 600, left 3      people 600 s, granted 100 s later -> left 103
 *  people 600 s, never granted -> left 600               people 2 s, granted at once -> left 2
 *  nobody, granted at once -> in neither sum */
export function measureOutage(restrictions: readonly HarmfulRestriction[]): Outage {
  let [nowMs, leftMs, neverUndone] = [0, 0, 0]
  for (const { undoneAfterMs, decidedAfterMs } of restrictions) {
    if (undoneAfterMs === undefined) {
      neverUndone += 1
      continue
    }
    nowMs += undoneAfterMs
    leftMs += Math.min(undoneAfterMs, (decidedAfterMs ?? undoneAfterMs) + undoneAfterDecidingMs)
  }
  return { harm: restrictions.length, nowMs, leftMs, neverUndone }
}
