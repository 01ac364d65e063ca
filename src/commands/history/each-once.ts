import type { Placed } from './event-order.ts'

/** Repeats are found among the last 250,000 changes at least. Copies of one event have one event time, so after
 *  sorting they stand close together; with ids of twenty letters it takes some 50 MB. */
export const repeatsAmongMin = 250_000

/** Leaves out every change whose event came by before: exports overlap, and a log that delivers at least once may
 *  say a thing twice. A restriction told twice would look like one that was restricted again, of which nobody ever
 *  undid the first. A change is known by its event's id within its source and by its account; `said` counts what was
 *  left out, and what shares its id with an event of another account: that is no copy, whatever its platform meant by
 *  it.
 *
 *  Two maps take turns, so that what is remembered stays bounded. */
export async function* eachOnce(
  batches: AsyncIterable<readonly Placed[]>,
  said: { repeated: number; sharing: number },
  amongMin = repeatsAmongMin,
): AsyncGenerator<readonly Placed[]> {
  // By event, the account of the change that came first; by event and account, those of the changes that share its id.
  let young = new Map<string, string>()
  let old = new Map<string, string>()
  const accountOf = (key: string) => young.get(key) ?? old.get(key)
  const keep = (key: string, accountId: string) => {
    if (young.size >= amongMin) {
      old = young
      young = new Map()
    }
    young.set(key, accountId)
  }
  const isFirst = ({ change: { source, eventId, account } }: Placed) => {
    // NUL cannot stand in an id.
    const event = `${source}\0${eventId}`
    const first = accountOf(event)
    if (first === account.id) return false
    const key = first === undefined ? event : `${event}\0${account.id}`
    if (first !== undefined) {
      if (accountOf(key) !== undefined) return false
      said.sharing += 1
    }
    keep(key, account.id)
    return true
  }
  for await (const batch of batches) {
    const fresh = batch.filter(isFirst)
    said.repeated += batch.length - fresh.length
    yield fresh
  }
}
