import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openWalSync, type WalSync } from '../../src/edges/wal-sync.ts'

let folder: string
let path: string
let file: DatabaseSync

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-wal-'))
  path = join(folder, 'file.sqlite')
  file = new DatabaseSync(path)
  file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; CREATE TABLE t (a INTEGER)')
})
afterEach(() => {
  if (file.isOpen) file.close()
  rmSync(folder, { recursive: true })
})

/** A disk that answers when it is told to. */
function slowDisk() {
  const flushes: PromiseWithResolvers<void>[] = []
  return {
    flushes,
    flush: () => {
      const flush = Promise.withResolvers<void>()
      flushes.push(flush)
      return flush.promise
    },
  }
}

async function isSettled(work: Promise<unknown>): Promise<boolean> {
  const open = Symbol('open')
  await new Promise(setImmediate)
  return (await Promise.race([work, Promise.resolve(open)])) !== open
}

test('what was committed is on the disk when it is said to be, and timers have their turn meanwhile', async () => {
  const disk = openWalSync(file, path)
  file.exec('INSERT INTO t VALUES (1)')
  let turns = 0
  const timer = setInterval(() => turns++, 0)
  for (let nth = 0; nth < 20; nth++) {
    file.exec('INSERT INTO t VALUES (2)')
    await disk.sync()
  }
  clearInterval(timer)
  disk.close()
  expect(turns).toBeGreaterThan(0)
  // Nothing was carried over into the file proper for it.
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(20 * 4_096)
})

test('whoever comes while the disk is busy waits for the next flush, all of them for one', async () => {
  const { flushes, flush } = slowDisk()
  const disk = openWalSync(file, path, flush)
  const first = disk.sync()
  const others = [disk.sync(), disk.sync(), disk.sync()]
  flushes[0]?.resolve()
  await first
  // That flush may have begun before what they committed.
  expect(await isSettled(Promise.race(others))).toBe(false)
  expect(flushes.length).toBe(2)
  flushes[1]?.resolve()
  await Promise.all(others)
  expect(flushes.length).toBe(2)
  const later = disk.sync()
  flushes[2]?.resolve()
  await later
  disk.close()
})

test('what the disk would not take is written once more, into the file proper', async () => {
  const { flushes, flush } = slowDisk()
  const disk = openWalSync(file, path, flush)
  file.exec('INSERT INTO t VALUES (7)')
  const brought = disk.sync()
  flushes[0]?.reject(new Error('EIO'))
  await brought
  expect(statSync(`${path}-wal`).size).toBe(0)
  disk.close()
})

test('where that cannot be done either, whoever waits is told, and whoever comes later tries anew', async () => {
  const { flushes, flush } = slowDisk()
  const disk: WalSync = openWalSync(file, path, flush)
  const [first, next] = [disk.sync(), disk.sync()]
  file.close()
  flushes[0]?.reject(new Error('EIO'))
  await expect(first).rejects.toThrow('database is not open')
  await expect.poll(() => flushes.length).toBe(2)
  flushes[1]?.resolve()
  await next
  disk.close()
})
