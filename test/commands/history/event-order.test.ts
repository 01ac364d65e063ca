import { describe, expect, it } from 'vitest'
import {
  inEventOrder,
  merged,
  type Placed,
  reorderChangesMax,
  TooFarOutOfOrder,
} from '../../../src/commands/history/event-order.ts'

function placed(times: readonly number[], file = 0): Placed[] {
  return times.map((occurredAt, index) => ({
    change: { occurredAt } as Placed['change'],
    file,
    line: index + 1,
  }))
}

async function* batches(...all: Placed[][]) {
  yield* all
}

async function timesOf(source: AsyncIterable<readonly Placed[]>): Promise<string[]> {
  const times: string[] = []
  for await (const batch of source)
    for (const { change, file, line } of batch) times.push(`${change.occurredAt} ${file}:${line}`)
  return times
}

describe('a file', () => {
  it('in order is handed on as it stands, ties by their place', async () => {
    const said = { moved: 0 }
    expect(await timesOf(inEventOrder(batches(placed([1, 1, 2])), said, 'a.csv'))).toEqual([
      '1 0:1',
      '1 0:2',
      '2 0:3',
    ])
    expect(said.moved).toBe(0)
  })

  it('a little out of order is sorted, and says how many moved', async () => {
    const said = { moved: 0 }
    expect(await timesOf(inEventOrder(batches(placed([3, 1, 2]), []), said, 'a.csv'))).toEqual([
      '1 0:2',
      '2 0:3',
      '3 0:1',
    ])
    expect(said.moved).toBe(2)
  })

  it('with a change older than the bound allows is refused at its line', async () => {
    const many = Array.from({ length: 2 * reorderChangesMax }, (_, index) => 1000 + index)
    const source = inEventOrder(batches(placed(many), placed([5])), { moved: 0 }, 'b.csv')
    const refused = timesOf(source)
    await expect(refused).rejects.toThrow(TooFarOutOfOrder)
    await expect(refused).rejects.toThrow(/^b\.csv:1 is 5 s older than changes 4000 lines before it: sort/u)
  })
})

describe('several files', () => {
  const file = (index: number, ...times: number[]) =>
    inEventOrder(batches(placed(times, index)), { moved: 0 }, `${index}.csv`)

  it('are merged by event time, ties by the order of the files', async () => {
    const times = await timesOf(merged([file(0, 1, 4, 5), file(1, 1, 2, 5), file(2)]))
    expect(times).toEqual(['1 0:1', '1 1:1', '2 1:2', '4 0:2', '5 0:3', '5 1:3'])
  })

  it('give the same in whatever order they are named, when no times are equal', async () => {
    const years = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ]
    const forwards = await timesOf(merged(years.map((times, index) => file(index, ...times))))
    const backwards = await timesOf(
      merged(years.toReversed().map((times, index) => file(2 - index, ...times))),
    )
    expect(backwards).toEqual(forwards)
  })
})
