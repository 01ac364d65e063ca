import { expect, test } from 'vitest'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Batch, Log, LogRecord } from '../../../src/ports/log.ts'
import type { Given } from './contract.ts'
import { collect, record, valuesOf } from './members.ts'
import { until } from './until.ts'

/** One member of a group: order, failures, where it goes on. */
export function groupContract(given: () => Given): void {
  test('changes of one actor are read in the order in which they were appended', async () => {
    const { log, topic, reads } = given()
    const seen: LogRecord[] = []
    await log.join({ ...reads(), handle: async ({ records }) => void seen.push(...records) })
    for (let round = 0; round < 20; round++) {
      await log.append(
        topic,
        ['ann', 'bob', 'cid'].map((key) => record(key, `${round}`)),
      )
    }
    await until(() => seen.length >= 60)
    for (const key of ['ann', 'bob', 'cid']) {
      const rounds = seen.filter((one) => one.key === key).map(({ value }) => String(value))
      expect(rounds).toEqual(Array.from({ length: 20 }, (_, round) => `${round}`))
    }
  })

  test('a change whose handling fails for the moment is handled again', async () => {
    const { log, topic, reads } = given()
    const seen: string[] = []
    await log.join({
      ...reads(),
      async handle({ records }) {
        seen.push(records.map(({ value }) => String(value)).join())
        if (seen.length < 3) throw new EdgeError('store-unavailable', 'not now', { retryable: true })
      },
    })
    await log.append(topic, [record('ann', '1')])
    await until(() => seen.length >= 3)
    expect(seen).toEqual(['1', '1', '1'])
  })

  test('a handler that is broken ends the membership with its own error, and nothing is passed over', async () => {
    const { log, topic, reads } = given()
    const broken = new TypeError('undefined is not a function')
    const membership = await log.join({
      ...reads(),
      async handle() {
        throw broken
      },
    })
    await log.append(topic, [record('ann', '1')])
    await expect(membership.ended).rejects.toBe(broken)

    const seen: string[] = []
    await log.join({ ...reads(), handle: async ({ records }) => void seen.push(...valuesOf(records)) })
    await until(() => seen.length > 0)
    expect(seen).toEqual(['1'])
  })

  test('a member that comes back goes on where it committed', async () => {
    const { log, topic, reads } = given()
    await log.append(
      topic,
      [1, 2, 3, 4].map((n) => record('ann', `${n}`)),
    )
    const first = await collect(log, reads())
    await until(() => first.records.length === 4)
    const { partition, offset } = first.records[1] ?? { partition: -1, offset: -1 }
    await first.membership.commit([{ topic, partition, offset: offset + 1 }])
    await first.membership.stop()
    await first.membership.ended

    await log.append(topic, [record('ann', '5')])
    const second = await collect(log, reads())
    await until(() => second.records.length >= 3)
    expect(valuesOf(second.records)).toEqual(['3', '4', '5'])
  })

  test('a group that begins at the end sees what comes after, also if it stopped before it committed', async () => {
    const { log, topic, reads } = given()
    await log.append(topic, [record('ann', 'old')])
    const first = await collect(log, { ...reads(), from: 'end' })
    await until(() => first.assigned.size === 4 && first.membership.lag().size === 4)
    await log.append(topic, [record('ann', 'new')])
    await until(() => first.records.length > 0)
    expect(valuesOf(first.records)).toEqual(['new'])
    await first.membership.stop()

    const second = await collect(log, { ...reads(), from: 'end' })
    await until(() => second.records.length > 0)
    expect(valuesOf(second.records)).toEqual(['new'])
  })

  test('after a crash of what is behind the log, every change is still handled', async () => {
    const { log, topic, reads, restart } = given()
    const seen = new Set<string>()
    const handle = async ({ records }: Batch) => valuesOf(records).forEach((value) => seen.add(value))
    await log.join({ ...reads(), handle })
    const append = async (from: number, to: Log) => {
      for (let n = from; n < from + 50; n++) await to.append(topic, [record(`actor-${n}`, `${n}`)])
    }
    await append(0, log)
    await until(() => seen.size === 50)
    const again = await restart()
    if (again !== log) await again.join({ ...reads(), handle })
    await append(50, again)
    await until(() => seen.size >= 100, 30_000)
    expect(seen.size).toBe(100)
  })
}
