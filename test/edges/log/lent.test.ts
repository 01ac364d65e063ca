import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { borrowLog } from '../../../src/edges/log/lent/borrow-log.ts'
import { lendLog } from '../../../src/edges/log/lent/lend-log.ts'
import type { Borrower, Lender } from '../../../src/edges/log/lent/lent-words.ts'
import { openChannel } from '../../../src/edges/thread-channel.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { LentLog, Log, LogRecord } from '../../../src/ports/log.ts'

let log: Log
let lent: LentLog
let close: () => Promise<void>

/** Both ends of a real channel, each with its own side of the log. */
beforeEach(async () => {
  log = await openEmbeddedLog({ path: ':memory:', notice: () => {} })
  await log.createTopics([{ name: 'changes', partitions: 2, compacted: false, retentionMs: 60_000 }])
  const { port1, port2 } = new MessageChannel()
  const lender = openChannel<Borrower, Lender>(port1, {
    append: (...asked) => owned.append(...asked),
    tail: (...asked) => owned.tail(...asked),
    join: (...asked) => owned.join(...asked),
    commit: (...asked) => owned.commit(...asked),
    stopReading: (...asked) => owned.stopReading(...asked),
  })
  const owned = lendLog(log, lender)
  const borrower = openChannel<Lender, Borrower>(port2, {
    take: (...said) => borrowed.borrower.take(...said),
    assigned: (...said) => borrowed.borrower.assigned(...said),
    handle: (...said) => borrowed.borrower.handle(...said),
    lost: (...said) => borrowed.borrower.lost(...said),
    ended: (...said) => borrowed.borrower.ended(...said),
  })
  const borrowed = borrowLog(borrower)
  lent = borrowed.log
  close = async () => {
    await owned.close()
    await log.close()
    port1.close()
  }
})
afterEach(() => close())

const texts = (records: readonly LogRecord[]) => records.map(({ value }) => value?.toString() ?? null)

test('records cross over as they are: keys, headers, partitions, and values that are empty or absent', async () => {
  const seen: LogRecord[] = []
  const tail = await lent.tail(['changes'], (records) => void seen.push(...records))
  await lent.append('changes', [
    { key: 'a', value: Buffer.from('one'), partition: 0, headers: { by: 'dana' } },
    { key: 'b', value: Buffer.alloc(0), partition: 0 },
    { key: 'c', value: null, partition: 0 },
    { key: null, value: new Uint8Array([0, 255]), partition: 0 },
  ])
  await expect.poll(() => seen.length).toBe(4)
  expect(seen.map(({ key, offset, headers }) => [key, offset, headers])).toEqual([
    ['a', 0, { by: 'dana' }],
    ['b', 1, {}],
    ['c', 2, {}],
    [null, 3, {}],
  ])
  expect(seen.map(({ value }) => value)).toEqual([
    Buffer.from('one'),
    Buffer.alloc(0),
    null,
    Buffer.from([0, 255]),
  ])
  await tail.stop()
  await tail.ended
})

test('what is refused over there is refused here, with its code', async () => {
  await expect(lent.append('nowhere', [{ key: 'a', value: null }])).rejects.toMatchObject({
    name: 'EdgeError',
    code: 'log-refused',
    retryable: false,
    message: 'topic nowhere does not exist',
  })
  await expect(lent.tail(['nowhere'], () => {})).rejects.toMatchObject({ code: 'log-refused' })
})

test('a member reads, commits, and goes on there the next time; what may pass is tried again', async () => {
  await log.append(
    'changes',
    ['one', 'two', 'three'].map((text) => ({ key: 'a', value: Buffer.from(text), partition: 1 })),
  )
  const handled: (string | null)[] = []
  let fails = 1
  const member = await lent.join({
    group: 'platform',
    topics: ['changes'],
    from: 'start',
    async handle({ records, isCurrent }) {
      if (fails-- > 0) throw new EdgeError('log-unavailable', 'not now', { retryable: true })
      expect(isCurrent()).toBe(true)
      handled.push(...texts(records))
    },
  })
  await expect.poll(() => handled).toEqual(['one', 'two', 'three'])
  await member.commit([{ topic: 'changes', partition: 1, offset: 2 }])
  await member.stop()
  await member.ended

  const next: (string | null)[] = []
  const successor = await lent.join({
    group: 'platform',
    topics: ['changes'],
    from: 'start',
    handle: async ({ records }) => void next.push(...texts(records)),
  })
  await expect.poll(() => next).toEqual(['three'])
  await successor.stop()
  await expect(successor.commit([{ topic: 'changes', partition: 1, offset: 3 }])).rejects.toMatchObject({
    code: 'log-refused',
  })
})

test('who holds a partition no more knows it, and a failure ends the membership on both sides', async () => {
  const lost: number[] = []
  let isCurrent = () => true
  const handling = Promise.withResolvers<void>()
  const member = await lent.join({
    group: 'platform',
    topics: ['changes'],
    from: 'start',
    lost: (partition) => void lost.push(partition),
    async handle(batch) {
      isCurrent = batch.isCurrent
      handling.resolve()
      throw new Error('this cannot be mended by waiting')
    },
  })
  await log.append('changes', [{ key: 'a', value: Buffer.from('one'), partition: 1 }])
  await handling.promise
  await expect(member.ended).rejects.toThrow('this cannot be mended by waiting')
  await expect.poll(() => lost.toSorted((a, b) => a - b)).toEqual([0, 1])
  expect(isCurrent()).toBe(false)
})
