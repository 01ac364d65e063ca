import type { AccountChange } from '../../core/change/account-change.ts'

/** A change with its place in the input. */
export interface Placed {
  readonly change: AccountChange
  readonly file: number
  readonly line: number
}

/** A file may be out of order by this many changes; beyond it a replay would not be what the stream saw. */
export const reorderChangesMax = 4_000

/** Sorts the changes of the file at `path` by event time within a bound; ties keep their place. `sorted` counts what had to
 *  move. Yields batches; a change that comes too late for the bound is thrown as `TooFarOutOfOrder`. */
export async function* inEventOrder(
  batches: AsyncIterable<readonly Placed[]>,
  said: { moved: number },
  path: string,
): AsyncGenerator<readonly Placed[]> {
  let held: Placed[] = []
  let handedOnUntil = Number.NEGATIVE_INFINITY
  for await (const batch of batches) {
    let last = held.at(-1)?.change.occurredAt ?? handedOnUntil
    let moved = 0
    for (const placed of batch) {
      const at = placed.change.occurredAt
      if (at < handedOnUntil) throw new TooFarOutOfOrder(path, placed, handedOnUntil - at)
      if (at < last) moved += 1
      else last = at
      held.push(placed)
    }
    if (moved > 0) {
      said.moved += moved
      held.sort((a, b) => a.change.occurredAt - b.change.occurredAt || a.line - b.line)
    }
    if (held.length < 2 * reorderChangesMax) continue
    const ready = held.slice(0, held.length - reorderChangesMax)
    held = held.slice(held.length - reorderChangesMax)
    handedOnUntil = ready.at(-1)?.change.occurredAt ?? handedOnUntil
    yield ready
  }
  yield held
}

export class TooFarOutOfOrder extends Error {
  constructor(path: string, { line }: Placed, behindMs: number) {
    super(
      `${path}:${line} is ${Math.round(behindMs / 1000)} s older than changes ${reorderChangesMax} lines before it: ` +
        'sort the file by event time first',
    )
    this.name = 'TooFarOutOfOrder'
  }
}

/** Merges files that are each in order, so that it does not matter how they were named on the command line.
 *  Ties go by the order of the files, then by line. */
export async function* merged(
  sources: readonly AsyncGenerator<readonly Placed[]>[],
): AsyncGenerator<readonly Placed[]> {
  const heads: Head[] = []
  for (const source of sources) {
    const head: Head = { source, batch: [], at: 0 }
    if (await refill(head)) heads.push(head)
  }
  while (heads.length > 0) {
    const [first, second] = twoEarliest(heads)
    // Everything of the earliest file that is not after the next file's first change goes at once.
    const until = second === undefined ? Number.POSITIVE_INFINITY : second.batch[second.at]!.change.occurredAt
    const before = second === undefined || heads.indexOf(first) < heads.indexOf(second)
    let end = first.at
    while (end < first.batch.length) {
      const at = first.batch[end]!.change.occurredAt
      if (at > until || (at === until && !before)) break
      end += 1
    }
    yield first.batch.slice(first.at, end)
    first.at = end
    if (first.at === first.batch.length && !(await refill(first))) heads.splice(heads.indexOf(first), 1)
  }
}

interface Head {
  readonly source: AsyncGenerator<readonly Placed[]>
  batch: readonly Placed[]
  at: number
}

async function refill(head: Head): Promise<boolean> {
  do {
    const next = await head.source.next()
    if (next.done === true) return false
    head.batch = next.value
    head.at = 0
  } while (head.batch.length === 0)
  return true
}

function twoEarliest(heads: readonly Head[]): [Head, Head | undefined] {
  const time = (head: Head) => head.batch[head.at]!.change.occurredAt
  let [first, second]: [Head, Head | undefined] = [heads[0]!, undefined]
  for (const head of heads.slice(1)) {
    if (time(head) < time(first)) [first, second] = [head, first]
    else if (second === undefined || time(head) < time(second)) second = head
  }
  return [first, second]
}
