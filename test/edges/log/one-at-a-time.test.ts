import { expect, test } from 'vitest'
import { oneAtATime } from '../../../src/edges/log/kafka/one-at-a-time.ts'
import type { Position } from '../../../src/ports/log.ts'

test('commits that come while one is under way go together, the last place of each partition', async () => {
  const sent: (readonly Position[])[] = []
  const answers: PromiseWithResolvers<void>[] = []
  const commit = oneAtATime((positions) => {
    sent.push(positions)
    const answer = Promise.withResolvers<void>()
    answers.push(answer)
    return answer.promise
  })
  const at = (partition: number, offset: number) => [{ topic: 'changes', partition, offset }]

  const first = commit(at(0, 1))
  await Promise.resolve()
  const waiting = [commit(at(0, 2)), commit(at(1, 7)), commit(at(0, 3))]
  answers[0]?.resolve()
  await first
  await Promise.resolve()
  expect(sent).toEqual([at(0, 1), [...at(0, 3), ...at(1, 7)]])

  answers[1]?.reject(new Error('no'))
  const outcomes = await Promise.allSettled(waiting)
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])

  const afterwards = commit(at(0, 4))
  await Promise.resolve()
  answers[2]?.resolve()
  await afterwards
  expect(sent.at(-1)).toEqual(at(0, 4))
})
