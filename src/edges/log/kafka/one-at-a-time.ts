import type { Position } from '../../../ports/log.ts'

/** Commits one request at a time; all that is asked for meanwhile goes with the next one, the last position of
 *  each partition. On a connection the broker answers one request after another, and a commit may have to wait
 *  for the fetch before it: four partitions that commit one by one would wait four times. */
export function oneAtATime(
  commit: (positions: readonly Position[]) => Promise<void>,
): (positions: readonly Position[]) => Promise<void> {
  let waiting = new Map<string, Position>()
  let next: Promise<void> | undefined
  let last: Promise<unknown> = Promise.resolve()

  return (positions) => {
    for (const position of positions) waiting.set(`${position.topic}/${position.partition}`, position)
    next ??= last.then(() => {
      const taken = [...waiting.values()]
      waiting = new Map()
      next = undefined
      const done = commit(taken)
      last = done.catch(() => undefined)
      return done
    })
    return next
  }
}
