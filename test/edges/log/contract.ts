import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Batch, Log, LogRecord, Membership, Subscription, TopicSpec } from '../../../src/ports/log.ts'
import { until } from './until.ts'

/** One log under test, and what a test may do to it from outside. */
export interface LogUnderTest {
  readonly log: Log
  /** Ends what is behind the log in the middle of its work and brings it back: the broker, or the file. The log
   *  to go on with. */
  restart(): Promise<Log>
  close(): Promise<void>
}

/** Ends the test as skipped, with the reason. */
export type Skip = (reason: string) => never

/** `handoverMsMax` of the logs under test: how long a hung batch keeps its partition. */
export const handoverMsMax = 3000

/** What every log promises (src/ports/log.ts), tried on a real one. */
export function logContract(name: string, open: (skip: Skip) => Promise<LogUnderTest>): void {
  describe(`The ${name} log`, () => {
    let under: LogUnderTest | undefined
    let log: Log
    let topic: string
    let other: string
    let group: string
    let count = 0

    beforeEach(async (context) => {
      under = undefined
      under = await open((reason) => context.skip(reason))
      log = under.log
      count++
      const run = `${count}-${Date.now().toString(36)}`
      topic = `changes-${run}`
      other = `verdicts-${run}`
      group = `detect-${run}`
      await log.createTopics([plain(topic, 4), plain(other, 4)])
    })
    afterEach(async () => under?.close())

    test('changes of one actor are read in the order in which they were appended', async () => {
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

    test('appends that nobody waits for keep their order, and all are durable when they resolve', async () => {
      const appends = Array.from({ length: 200 }, (_, n) => log.append(topic, [record('ann', `${n}`)]))
      await Promise.all(appends)
      const values = (await readAll(log, topic, 4)).map(({ value }) => String(value))
      expect(values).toEqual(Array.from({ length: 200 }, (_, n) => `${n}`))
    })

    test('key, value, headers and time of a change come out as they went in', async () => {
      const before = Date.now()
      await log.append(topic, [
        { key: 'Zoë', value: Buffer.from([0, 255, 10]), headers: { source: 'søurce' }, partition: 2 },
        { key: null, value: Buffer.alloc(0), partition: 2 },
        { key: 'gone', value: null, partition: 2 },
      ])
      const read = await readAll(log, topic, 4)
      expect(
        read.map(({ offset, key, headers, partition }) => ({ offset, key, headers, partition })),
      ).toEqual([
        { offset: 0, key: 'Zoë', headers: { source: 'søurce' }, partition: 2 },
        { offset: 1, key: null, headers: {}, partition: 2 },
        { offset: 2, key: 'gone', headers: {}, partition: 2 },
      ])
      expect(read.map(({ value }) => value?.toString('hex') ?? null)).toEqual(['00ff0a', '', null])
      for (const { timestampMs } of read) {
        expect(timestampMs).toBeGreaterThanOrEqual(before)
        expect(timestampMs).toBeLessThanOrEqual(Date.now())
      }
    })

    test('the same actor lies in the same partition on every log, and a partition asked for is taken', async () => {
      const keys = [
        '21',
        'foobar',
        'abc',
        'a-little-bit-long-string',
        'lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8',
      ]
      await log.append(
        topic,
        keys.map((key) => record(key, '')),
      )
      await log.append(topic, [{ key: '21', value: null, partition: 3 }])
      const read = await readAll(log, topic, 4)
      const placed = keys.map((key) => read.find((one) => one.key === key)?.partition)
      expect(placed).toEqual([0, 2, 3, 0, 1])
      expect(read.filter(({ key }) => key === '21').map(({ partition }) => partition)).toEqual([0, 3])
    })

    test('a partition that does not exist, a topic that does not, and a record over 1 MB are refused', async () => {
      const refusals = [
        log.append(topic, [{ key: 'a', value: null, partition: 4 }]),
        log.append('no-such-topic', [record('a', '')]),
        log.join({ ...reads(), topics: ['no-such-topic'], handle: async () => {} }),
        log.createTopics([plain(topic, 5)]),
        log.append(topic, [record('small', ''), { key: 'ab', value: Buffer.alloc(999_999) }]),
      ]
      const codes = await Promise.all(refusals.map((refusal) => refusal.then(() => 'taken', codeOf)))
      expect(codes).toEqual(['log-refused', 'log-refused', 'log-refused', 'log-refused', 'too-large'])
      await log.append(topic, [{ key: 'ab', value: Buffer.alloc(999_998) }])
      expect((await readAll(log, topic, 4)).map(({ key }) => key)).toEqual(['ab'])
    })

    test('topics that are there already are left alone', async () => {
      await log.append(topic, [record('ann', '1')])
      await log.createTopics([plain(topic, 4), plain(`${topic}-new`, 2)])
      expect(await log.partitionCount(topic)).toBe(4)
      expect(await log.partitionCount(`${topic}-new`)).toBe(2)
      expect(await readAll(log, topic, 4)).toHaveLength(1)
      await log.ping()
    })

    test('a change whose handling fails for the moment is handled again', async () => {
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
      await log.append(
        topic,
        [1, 2, 3, 4].map((n) => record('ann', `${n}`)),
      )
      const first = await collect(log, reads())
      await until(() => first.records.length === 4)
      const { partition, offset } = first.records[1] ?? fail()
      await first.membership.commit([{ topic, partition, offset: offset + 1 }])
      await first.membership.stop()
      await first.membership.ended

      await log.append(topic, [record('ann', '5')])
      const second = await collect(log, reads())
      await until(() => second.records.length >= 3)
      expect(valuesOf(second.records)).toEqual(['3', '4', '5'])
    })

    test('a group that begins at the end sees what comes after, also if it stopped before it committed', async () => {
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

    test('a second member takes over half of the partitions of both topics, and nothing is lost', async () => {
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

    test('memory is restored with the last value of each actor at least', async () => {
      const memory = `${topic}-memory`
      await log.createTopics([{ name: memory, partitions: 2, compacted: true, retentionMs: 60_000 }])
      for (let round = 0; round < 5; round++) {
        await log.append(
          memory,
          ['ann', 'bob', 'cid'].map((key) => ({ ...record(key, `${round}`), partition: 1 })),
        )
      }
      await log.append(memory, [{ key: 'bob', value: null, partition: 1 }])
      const last = new Map<string | null, string | null>()
      await log.readToEnd(memory, 1, (records) => {
        for (const { key, value } of records) last.set(key, value === null ? null : String(value))
      })
      expect(last).toEqual(
        new Map([
          ['ann', '4'],
          ['bob', null],
          ['cid', '4'],
        ]),
      )
      let empty = 0
      await log.readToEnd(memory, 0, (records) => void (empty += records.length))
      expect(empty).toBe(0)
      const broken = log.readToEnd(memory, 1, () => Promise.reject(new RangeError('mine')))
      await expect(broken).rejects.toThrow(new RangeError('mine'))
    })

    test('a tail sees what comes after it was opened, in every partition, and nothing before', async () => {
      await log.append(topic, [record('ann', 'before')])
      const seen: string[] = []
      const tail = await log.tail([topic, other], (records) => void seen.push(...valuesOf(records)))
      for (let partition = 0; partition < 4; partition++) {
        await log.append(topic, [{ ...record('k', `t${partition}`), partition }])
        await log.append(other, [{ ...record('k', `o${partition}`), partition }])
      }
      await until(() => seen.length >= 8)
      expect(seen.toSorted()).toEqual(['o0', 'o1', 'o2', 'o3', 't0', 't1', 't2', 't3'])
      await tail.stop()
      await tail.ended
      await log.append(topic, [record('ann', 'after')])
      expect(seen).toHaveLength(8)
    })

    test('a slow handler holds its own partition only, and what waits for it waits in the log', async () => {
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

    test('after a crash of what is behind the log, every change is still handled', async () => {
      const seen = new Set<string>()
      const handle = async ({ records }: Batch) => valuesOf(records).forEach((value) => seen.add(value))
      await log.join({ ...reads(), handle })
      const append = async (from: number) => {
        for (let n = from; n < from + 50; n++) await log.append(topic, [record(`actor-${n}`, `${n}`)])
      }
      await append(0)
      await until(() => seen.size === 50)
      log = (await under?.restart()) ?? log
      if (log !== under?.log) await log.join({ ...reads(), handle })
      await append(50)
      await until(() => seen.size >= 100, 30_000)
      expect(seen.size).toBe(100)
    }, 60_000)

    test('a closed log takes nothing more, and has finished what was in hand', async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      let finished = false
      const membership = await log.join({
        ...reads(),
        async handle(batch) {
          resolve()
          for (let turn = 0; turn < 5; turn++) await batch.heartbeat()
          await new Promise(setImmediate)
          finished = true
        },
      })
      const last = log.append(topic, [record('ann', '1')])
      await promise
      await log.close()
      await last
      await membership.ended
      expect(finished).toBe(true)
      expect(await log.append(topic, [record('ann', '2')]).then(() => 'taken', codeOf)).toBe(
        'log-unavailable',
      )
    })

    const reads = () => ({ group, topics: [topic], from: 'start' as const })
    const both = () => ({ group, topics: [topic, other], from: 'start' as const })
  })
}

interface Collected {
  readonly membership: Membership
  readonly records: LogRecord[]
  /** The partitions it has now. */
  readonly assigned: Set<number>
}

/** A member that remembers what it was given, and notes in `order` what came in an order that it must not. */
async function collect(
  log: Log,
  subscription: Omit<Subscription, 'handle'>,
  order: string[] = [],
  name = '',
): Promise<Collected> {
  const records: LogRecord[] = []
  const assigned = new Set<number>()
  const membership = await log.join({
    ...subscription,
    async assigned(partition) {
      if (assigned.has(partition)) order.push(`wrong: ${name} was given ${partition} twice`)
      assigned.add(partition)
      order.push(`assigned ${name} ${partition}`)
    },
    lost(partition) {
      if (!assigned.delete(partition)) order.push(`wrong: ${name} lost ${partition} and never had it`)
      order.push(`lost ${name} ${partition}`)
    },
    async handle(batch) {
      if (!assigned.has(batch.partition)) order.push(`wrong: ${name} reads ${batch.partition} too early`)
      records.push(...batch.records)
    },
  })
  return { membership, records, assigned }
}

async function readAll(log: Log, topic: string, partitions: number): Promise<LogRecord[]> {
  const read: LogRecord[] = []
  for (let partition = 0; partition < partitions; partition++) {
    await log.readToEnd(topic, partition, (records) => void read.push(...records))
  }
  return read
}

function record(key: string, value: string) {
  return { key, value: Buffer.from(value) }
}

function plain(name: string, partitions: number): TopicSpec {
  return { name, partitions, compacted: false, retentionMs: 3_600_000 }
}

function valuesOf(records: readonly LogRecord[]): string[] {
  return records.map(({ value }) => String(value))
}

function codeOf(error: unknown): string {
  return error instanceof EdgeError ? error.code : String(error)
}

function fail(): never {
  throw new Error('missing')
}
