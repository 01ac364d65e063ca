import { expect, test } from 'vitest'
import type { Given } from './contract.ts'
import { codeOf, plain, readAll, record, valuesOf } from './members.ts'
import { until } from './until.ts'

/** What goes in comes out: appending, reading to the end, tails. */
export function recordsContract(given: () => Given): void {
  test('appends that nobody waits for keep their order, and all are durable when they resolve', async () => {
    const { log, topic } = given()
    const appends = Array.from({ length: 200 }, (_, n) => log.append(topic, [record('ann', `${n}`)]))
    await Promise.all(appends)
    const values = (await readAll(log, topic, 4)).map(({ value }) => String(value))
    expect(values).toEqual(Array.from({ length: 200 }, (_, n) => `${n}`))
  })

  test('key, value, headers and time of a change come out as they went in', async () => {
    const { log, topic } = given()
    const before = Date.now()
    await log.append(topic, [
      { key: 'Zoë', value: Buffer.from([0, 255, 10]), headers: { source: 'søurce' }, partition: 2 },
      { key: null, value: Buffer.alloc(0), partition: 2 },
      { key: 'gone', value: null, partition: 2 },
    ])
    const read = await readAll(log, topic, 4)
    expect(read.map(({ offset, key, headers, partition }) => ({ offset, key, headers, partition }))).toEqual([
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
    const { log, topic } = given()
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
    expect(new Set(read.filter(({ key }) => key === '21').map(({ partition }) => partition))).toEqual(
      new Set([0, 3]),
    )
  })

  test('a partition that does not exist, a topic that does not, and a record over 1 MB are refused', async () => {
    const { log, topic, reads } = given()
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
    const { log, topic } = given()
    await log.append(topic, [record('ann', '1')])
    await log.createTopics([plain(topic, 4), plain(`${topic}-new`, 2)])
    expect(await log.partitionCount(topic)).toBe(4)
    expect(await log.partitionCount(`${topic}-new`)).toBe(2)
    expect(await readAll(log, topic, 4)).toHaveLength(1)
    await log.ping()
  })

  test('memory is restored with the last value of each actor at least', async () => {
    const { log, topic } = given()
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
    const { log, topic, other } = given()
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

  test('a closed log takes nothing more, and has finished what was in hand', async () => {
    const { log, topic, reads } = given()
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
    expect(await log.append(topic, [record('ann', '2')]).then(() => 'taken', codeOf)).toBe('log-unavailable')
  })
}
