import { closeSync, fdatasync, openSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'

/** Brings to the disk what SQLite has committed, without holding the process meanwhile.
 *
 *  A commit that waits for the disk itself (`synchronous = FULL`) takes some 5 ms on a plain one, and nothing else in
 *  the process has its turn as long. So in WAL mode a file is opened with `synchronous = NORMAL`, where a commit only
 *  appends to the file `…-wal`, and that file is then flushed on a thread of Node's own: the very flush that FULL would
 *  do. Until then nobody may be told of what was committed.
 *
 *  SQLite keeps its locks on the other files: closing ours loses none. */
export interface WalSync {
  /** Resolves when everything that was committed before the call is on the disk. Calls that come while the disk is busy
   *  share the next flush. */
  sync(): Promise<void>
  close(): void
}

/** `flush` flushes one open file. */
export function openWalSync(
  file: DatabaseSync,
  path: string,
  flush: (descriptor: number) => Promise<void> = promisify(fdatasync),
): WalSync {
  let wal: number | undefined
  let flushing: Promise<void> | undefined
  let next: Promise<void> | undefined

  async function bring(): Promise<void> {
    wal ??= openSync(`${path}-wal`, 'r+')
    await flush(wal).catch(carryOver)
  }

  /** Whether a second flush would say the truth about what the first could not write nobody knows: so all of it is
   *  written once more, into the file proper, and flushed there. */
  function carryOver(failure: unknown): void {
    const row = file.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    if (row?.busy !== 0) throw failure
  }

  async function afterTheOne(before: Promise<void>): Promise<void> {
    await before.catch(() => {})
    next = undefined
    await begin()
  }

  function begin(): Promise<void> {
    const begun = bring().finally(() => {
      flushing = undefined
    })
    flushing = begun
    return begun
  }

  return {
    async sync() {
      if (path === ':memory:') return
      if (flushing === undefined) return begin()
      next ??= afterTheOne(flushing)
      return next
    },
    close() {
      if (wal !== undefined) closeSync(wal)
      wal = undefined
    },
  }
}
