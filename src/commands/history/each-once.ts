import type { Placed } from './event-order.ts'

/** Repeats are found among the last 250,000 changes at least. Copies of one event have one event time, so after
 *  sorting they stand close together; with ids of twenty letters it takes some 50 MB. */
export const repeatsAmongMin = 250_000

/** Leaves out every change whose event came by before: exports overlap, and a log that delivers at least once may
 *  say a thing twice. A restriction told twice would look like one that was restricted again, of which nobody ever
 *  undid the first. An event is known by its id within its source; `said` counts what was left out.
 *
 *  Two sets take turns, so that what is remembered stays bounded. */
export async function* eachOnce(
  batches: AsyncIterable<readonly Placed[]>,
  said: { repeated: number },
  amongMin = repeatsAmongMin,
): AsyncGenerator<readonly Placed[]> {
  let young = new Set<string>()
  let old = new Set<string>()
  const isFirst = ({ change: { source, eventId } }: Placed) => {
    // NUL cannot stand in an id.
    const event = `${source}\0${eventId}`
    if (young.has(event) || old.has(event)) return false
    if (young.size >= amongMin) {
      old = young
      young = new Set()
    }
    young.add(event)
    return true
  }
  for await (const batch of batches) {
    const fresh = batch.filter(isFirst)
    said.repeated += batch.length - fresh.length
    yield fresh
  }
}
