import { describe, expect, it } from 'vitest'
import { eachOnce } from '../../../src/commands/history/each-once.ts'
import type { Placed } from '../../../src/commands/history/event-order.ts'

async function* batches(...all: string[]) {
  yield* all.map((batch) =>
    batch
      .split(' ')
      .filter((event) => event !== '')
      .map((event, line): Placed => {
        const [source, eventId, account = 'x'] = event.split('/')
        return { change: { source, eventId, account: { id: account } } as Placed['change'], file: 0, line }
      }),
  )
}

async function leftOf(all: readonly string[], amongMin?: number): Promise<string> {
  const said = { repeated: 0, sharing: 0 }
  const left: string[] = []
  for await (const batch of eachOnce(batches(...all), said, amongMin))
    left.push(batch.map(({ change }) => `${change.source}/${change.eventId}`).join(' '))
  return `${left.join(', ')}; ${said.repeated}${said.sharing === 0 ? '' : `, ${said.sharing} share`}`
}

describe('a history that tells some changes twice', () => {
  it.each([
    ['the second telling is left out', ['a/1 a/1 a/2'], 'a/1 a/2; 1'],
    ['also where another file tells it', ['a/1 a/2', 'a/1 a/2 a/3'], 'a/1 a/2, a/3; 2'],
    ['and a third', ['a/1', 'a/1', 'a/1'], 'a/1, , ; 2'],
    ['two sources may use one id', ['a/1 b/1'], 'a/1 b/1; 0'],
    ['another account is another change', ['a/1/ann a/1/bob', 'a/1/bob a/1/ann'], 'a/1 a/1, ; 2, 1 share'],
  ])('%s', async (_says, all, expected) => {
    expect(await leftOf(all)).toBe(expected)
  })

  it('is searched for repeats as far back as was promised, and without end in no case', async () => {
    expect(await leftOf(['a/1 a/2 a/1'], 2)).toBe('a/1 a/2; 1')
    expect(await leftOf(['a/1 a/2 a/3 a/1'], 2)).toBe('a/1 a/2 a/3; 1')
    expect(await leftOf(['a/1 a/2 a/3 a/4 a/5 a/1'], 2)).toBe('a/1 a/2 a/3 a/4 a/5 a/1; 0')
  })
})
