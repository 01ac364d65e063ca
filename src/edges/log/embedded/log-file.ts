import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EdgeError } from '../../../ports/edge-error.ts'

/** Opens the file of the embedded log and brings its tables into being. Whoever commits brings it to the disk by
 *  `wal-sync.ts`.
 *
 *  The exclusive lock is the operating system's and ends with the process, however that ends: a second process
 *  is refused at once, and a dead one never stands in the way.
 *  Throws `EdgeError('log-locked')` or `EdgeError('log-unavailable')`. */
export function openLogFile(path: string, fileBytesMax: number): DatabaseSync {
  let file: DatabaseSync | undefined
  try {
    mkdirSync(dirname(path), { recursive: true })
    file = new DatabaseSync(path)
    file.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    file.exec('BEGIN EXCLUSIVE; COMMIT')
    file.exec(
      `PRAGMA page_size = ${pageBytes}; PRAGMA max_page_count = ${Math.ceil(fileBytesMax / pageBytes)}`,
    )
    file.exec(tables)
    return file
  } catch (cause) {
    file?.close()
    throw openingFailed(path, cause)
  }
}

function openingFailed(path: string, cause: unknown): EdgeError {
  if (cause instanceof Error && 'errcode' in cause && cause.errcode === sqliteBusy) {
    const says = `the log at ${path} is held by another running countermand: stop that one, or name another data folder`
    return new EdgeError('log-locked', says, { retryable: false, cause })
  }
  return new EdgeError('log-unavailable', `the log at ${path} cannot be opened: ${String(cause)}`, {
    retryable: false,
    cause,
  })
}

/** What SQLite said while reading or writing, as the port's error. A full disk may be given room, and a failing
 *  one may come back: both are worth another try. */
export function fileFailed(cause: unknown): EdgeError {
  if (cause instanceof EdgeError) return cause
  const says = cause instanceof Error ? cause.message : String(cause)
  return new EdgeError('log-unavailable', `the embedded log cannot read or write: ${says}`, {
    retryable: true,
    cause,
  })
}

const sqliteBusy = 5
const pageBytes = 4096

// One table holds the records of every partition. The id is the partition's number in this file, then the
// offset, so that the records of a partition lie side by side in the file, in order. `value` comes last:
// compaction reads keys without touching it.
const tables = `
  CREATE TABLE IF NOT EXISTS topics (
    name TEXT PRIMARY KEY, compacted INTEGER NOT NULL, retention_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS partitions (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL REFERENCES topics (name), partition INTEGER NOT NULL,
    next_offset INTEGER NOT NULL DEFAULT 0, cleaned_to INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, partition)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, key TEXT, headers TEXT, value BLOB
  ) STRICT;
  CREATE TABLE IF NOT EXISTS positions (
    group_name TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
    PRIMARY KEY (group_name, topic, partition)
  ) STRICT, WITHOUT ROWID;`
