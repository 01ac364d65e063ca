import { expect, test } from 'vitest'
import type { Batch } from '../../../src/ports/log.ts'
import type { Given } from './contract.ts'
import { codeOf, collect, record, valuesOf } from './members.ts'
import { until } from './until.ts'

/** Several members of a group, and partitions that must not hold one another. */
export function sharingContract(given: () => Given): void {
  test('a second member takes over half of the partitions of both topics, and nothing is lost', async () => {
    const { log, topic, other, both } = given()
    const order: string[] = []
    const first = await collect(log, both(), order, 'a')
    await until(() => first.assigned.size === 4)
    const appended: string[] = []
    const fill = async (round: number) => {
      for (const name of [topic, other]) {
        for (let partition = 0; partition < 4; partition++) {
          const value = `${name} ${partition} ${round}`
          appended.push(value)
          await log.append(name, [{ key: 'k', value: Buffer.from(value), partition }])
        }
      }
    }
    for (let round = 0; round < 5; round++) await fill(round)
    const second = await collect(log, both(), order, 'b')
    for (let round = 5; round < 10; round++) await fill(round)
    await until(() => second.assigned.size === 2 && first.assigned.size === 2)
    for (let round = 10; round < 15; round++) await fill(round)
    const seen = () => new Set(valuesOf([...first.records, ...second.records]))
    await until(() => seen().size === appended.length)

    expect([...first.assigned, ...second.assigned].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3])
    // Side by side: the last round of a partition is read by the same member on both topics.
    for (const member of [first, second]) {
      const last = member.records.filter(({ value }) => String(value).endsWith(' 14'))
      for (const partition of member.assigned) {
        const topics = last.filter((one) => one.partition === partition).map((one) => one.topic)
        expect(new Set(topics)).toEqual(new Set([topic, other]))
      }
    }
    expect(order.filter((event) => event.startsWith('wrong'))).toEqual([])
    expect(order.filter((event) => event.startsWith('lost'))).toHaveLength(2)
  })

  test('when a member leaves, the other one takes what it had', async () => {
    const { log, topic, reads } = given()
    const first = await collect(log, reads())
    const second = await collect(log, reads())
    await until(() => second.assigned.size === 2 && first.assigned.size === 2)
    await first.membership.stop()
    await until(() => second.assigned.size === 4)
    expect(first.assigned.size).toBe(0)
    await log.append(
      topic,
      [0, 1, 2, 3].map((partition) => ({ ...record('ann', `${partition}`), partition })),
    )
    await until(() => second.records.length === 4)
  })

  test('a member that hung while its partitions moved may write nothing more when it wakes', async () => {
    const { log, topic, reads } = given()
    const woken = Promise.withResolvers<void>()
    const hung = Promise.withResolvers<Batch>()
    const outcome = Promise.withResolvers<string>()
    const zombie = await log.join({
      ...reads(),
      async handle(batch) {
        hung.resolve(batch)
        await woken.promise
        const { topic, partition } = batch
        outcome.resolve(await zombie.commit([{ topic, partition, offset: 1 }]).then(() => 'taken', codeOf))
      },
    })
    await log.append(topic, [{ ...record('ann', '1'), partition: 3 }])
    const batch = await hung.promise
    expect(batch.isCurrent()).toBe(true)

    // Of four partitions the first member keeps the two lowest.
    const heir = await collect(log, reads())
    await until(() => heir.records.length === 1)
    expect(heir.assigned).toContain(3)
    woken.resolve()
    expect(batch.isCurrent()).toBe(false)
    expect(await outcome.promise).toBe('log-refused')
  })

  test('a slow handler holds its own partition only, and what waits for it waits in the log', async () => {
    const { log, topic, reads } = given()
    const slow = Promise.withResolvers<void>()
    const held: Batch[] = []
    let fast = 0
    const membership = await log.join({
      ...reads(),
      async handle(batch) {
        if (batch.partition === 1) fast += batch.records.length
        if (batch.partition !== 0) return
        held.push(batch)
        await slow.promise
      },
    })
    const filler = Buffer.alloc(10_000)
    const fill = (partition: number) =>
      log.append(
        topic,
        Array.from({ length: 500 }, () => ({ key: 'k', value: filler, partition })),
      )
    await fill(0)
    await until(() => held.length === 1)
    for (let round = 0; round < 6; round++) await Promise.all([fill(0), fill(1)])
    await until(() => fast === 3000)
    expect(held).toHaveLength(1)
    const lag = () => membership.lag().get(`${topic}/0`) ?? 0
    await until(() => lag() + (held[0]?.records.length ?? 0) === 3500)
    slow.resolve()
    await until(() => lag() === 0)
    expect(held.reduce((sum, { records }) => sum + records.length, 0)).toBe(3500)
  })
}
