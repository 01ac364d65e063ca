import { expect, test } from 'vitest'
import { openLogFile } from '../../../src/edges/log/embedded/log-file.ts'
import { openPartitions } from '../../../src/edges/log/embedded/partitions.ts'
import { openRecords } from '../../../src/edges/log/embedded/records.ts'
import { createTidings } from '../../../src/edges/log/embedded/tidings.ts'
import { openWrites } from '../../../src/edges/log/embedded/writes.ts'

/** The log's file in memory, on a disk that answers when it is told to. */
function open() {
  const file = openLogFile(':memory:', 1_000_000)
  const partitions = openPartitions(file)
  partitions.create([{ name: 'changes', partitions: 1, compacted: false, retentionMs: 60_000 }])
  const [partition] = partitions.of('changes')
  if (partition === undefined) throw new Error('the topic has a partition')
  const tidings = createTidings()
  const clock = { now: () => 1, monotonicMs: () => 1 }
  const records = openRecords(file, clock, tidings)
  const flushes: PromiseWithResolvers<void>[] = []
  const sync = () => {
    const flush = Promise.withResolvers<void>()
    flushes.push(flush)
    return flush.promise
  }
  const writes = openWrites(
    file,
    { sync },
    {
      done() {
        partitions.settle()
        tidings.tell()
      },
      failed: () => partitions.reload(),
    },
  )
  const append = async (...keys: string[]) => {
    const placed = keys.map((key) => ({ partition, record: { key, value: Buffer.from(key) } }))
    await Promise.all(records.writesOf(placed).map((write) => writes.submit(write)))
  }
  return { append, flushes, partition, writes, tidings }
}

const turn = () => new Promise(setImmediate)

test('nobody reads what is not on the disk yet, and nobody is told that it is', async () => {
  const { append, flushes, partition, tidings } = open()
  let woken = false
  const wait = async () => {
    await tidings.next([partition], new AbortController().signal)
    woken = true
  }
  void wait()
  const appended = append('a', 'b')
  await turn()
  expect([flushes.length, partition.writtenTo, partition.nextOffset, woken]).toEqual([1, 2, 0, false])
  flushes[0]?.resolve()
  await appended
  await turn()
  expect([partition.nextOffset, woken]).toEqual([2, true])
})

test('what comes while the disk is busy shares the next flush', async () => {
  const { append, flushes, partition } = open()
  const first = append('a')
  await turn()
  const others = [append('b'), append('c', 'd')]
  await turn()
  expect([flushes.length, partition.writtenTo]).toEqual([1, 1])
  flushes[0]?.resolve()
  await first
  await turn()
  expect([flushes.length, partition.writtenTo, partition.nextOffset]).toEqual([2, 4, 1])
  flushes[1]?.resolve()
  await Promise.all(others)
  expect(partition.nextOffset).toBe(4)
})

test('where the disk fails, whoever appended is told, may do it again, and the log closes all the same', async () => {
  const { append, flushes, partition, writes } = open()
  const appended = append('a')
  await turn()
  flushes[0]?.reject(new Error('EIO'))
  await expect(appended).rejects.toMatchObject({ code: 'log-unavailable', retryable: true })
  const again = append('a')
  await turn()
  flushes[1]?.resolve()
  await again
  // Twice, as after an answer that was lost.
  expect(partition.nextOffset).toBe(2)
  await writes.close()
})
