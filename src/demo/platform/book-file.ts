import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import type { Profile } from '../world/population.ts'
import type { Standing } from './transitions.ts'

/** The file behind the account book: what it holds and the statements that are used.
 *
 *  `accounts` has a row only for accounts that something happened to, or that an incident brought along;
 *  `log` what was done to which account, where the platform has a log; `answers` the answer to each idempotency key; `outbox` changes that are applied and not yet on the topic;
 *  `contained` whose access is frozen;
 *  `marks` small facts, such as how far time was played. */
export interface BookFile {
  find(accountId: string): Row | undefined
  write(accountId: string, row: Row): void
  findAnswer(key: string): Answer | undefined
  writeAnswer(key: string, answer: Answer): void
  log(seq: number, accountId: string, entry: string): void
  /** Newest first. */
  findLog(accountId: string, entriesMax: number): readonly string[]
  /** Actors whose access is frozen. */
  contained(): readonly string[]
  setContained(actorId: string, isContained: boolean): void
  post(seq: number, lines: string): void
  posted(): readonly { readonly seq: number; readonly lines: string }[]
  unpost(seq: number): void
  mark(name: string): number | undefined
  setMark(name: string, value: number): void
  forgetBefore(seq: number, keepCast: number, keepAnswers: number): void
  transact<T>(work: () => T): T
  close(): void
}

export interface Row extends Standing {
  /** Counts all changes of the platform: an account's version is the count at its last change, so that a
   *  version never comes twice, not even to an account that was forgotten meanwhile. */
  readonly seq: number
  readonly until?: number
  readonly last?: LastChange
  /** Only for accounts that an incident brought along: the others' follow from their number. */
  readonly profile?: Profile
}

export interface LastChange {
  readonly eventId: string
  readonly action: string
  readonly actorId: string
  readonly occurredAt: number
  readonly causedBy?: string
}

export interface Answer {
  readonly accountId: string
  readonly doing: string
  readonly status: number
  readonly body: string
}

/** `:memory:` keeps everything in memory. */
export function openBookFile(path: string): BookFile {
  const file = new DatabaseSync(path)
  file.exec(`
    PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;
    PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 2000;
    CREATE TABLE IF NOT EXISTS accounts (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, row TEXT NOT NULL, brought INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS accounts_by_seq ON accounts (brought, seq);
    CREATE TABLE IF NOT EXISTS answers (nth INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, answer TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS log (seq INTEGER PRIMARY KEY, account TEXT NOT NULL, entry TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS log_by_account ON log (account, seq);
    CREATE TABLE IF NOT EXISTS contained (actor TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS outbox (seq INTEGER PRIMARY KEY, lines TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value REAL NOT NULL) WITHOUT ROWID;
  `)
  const prepared = prepare(file)
  return {
    find: (accountId) => {
      const text = textIn(prepared.find.get(accountId), 'value')
      return text === undefined ? undefined : JSON.parse(text)
    },
    write: (accountId, row) => {
      prepared.write.run(accountId, row.seq, JSON.stringify(row), row.profile === undefined ? 0 : 1)
    },
    findAnswer: (key) => {
      const text = textIn(prepared.findAnswer.get(key), 'value')
      return text === undefined ? undefined : JSON.parse(text)
    },
    writeAnswer: (key, answer) => {
      prepared.writeAnswer.run(key, JSON.stringify(answer))
    },
    log: (seq, accountId, entry) => {
      prepared.log.run(seq, accountId, entry)
    },
    findLog: (accountId, entriesMax) =>
      prepared.findLog.all(accountId, entriesMax).map((row) => textIn(row, 'value') ?? ''),
    contained: () => prepared.contained.all().flatMap((row) => textIn(row, 'actor') ?? []),
    setContained: (actorId, isContained) => {
      prepared[isContained ? 'contain' : 'lift'].run(actorId)
    },
    post: (seq, lines) => {
      prepared.post.run(seq, lines)
    },
    posted: () =>
      prepared.posted
        .all()
        .map((row) => ({ seq: numberIn(row, 'seq') ?? 0, lines: textIn(row, 'lines') ?? '' })),
    unpost: (seq) => {
      prepared.unpost.run(seq)
    },
    mark: (name) => numberIn(prepared.mark.get(name), 'value'),
    setMark: (name, value) => {
      prepared.setMark.run(name, value)
    },
    forgetBefore: (seq, keepCast, keepAnswers) => {
      prepared.forget.run(seq)
      prepared.forgetCast.run(keepCast)
      prepared.forgetAnswers.run(keepAnswers)
      prepared.forgetLog.run(seq)
    },
    transact: (work) => transact(file, work),
    close: () => file.close(),
  }
}

function prepare(file: DatabaseSync) {
  return {
    find: file.prepare('SELECT row AS value FROM accounts WHERE id = ?'),
    write: file.prepare(
      'INSERT INTO accounts VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, row = excluded.row',
    ),
    findAnswer: file.prepare('SELECT answer AS value FROM answers WHERE key = ?'),
    writeAnswer: file.prepare('INSERT INTO answers (key, answer) VALUES (?, ?)'),
    log: file.prepare('INSERT INTO log VALUES (?, ?, ?)'),
    findLog: file.prepare('SELECT entry AS value FROM log WHERE account = ? ORDER BY seq DESC LIMIT ?'),
    forgetLog: file.prepare('DELETE FROM log WHERE seq < ?'),
    contained: file.prepare('SELECT actor FROM contained'),
    contain: file.prepare('INSERT OR IGNORE INTO contained VALUES (?)'),
    lift: file.prepare('DELETE FROM contained WHERE actor = ?'),
    post: file.prepare('INSERT INTO outbox VALUES (?, ?)'),
    posted: file.prepare('SELECT seq, lines FROM outbox ORDER BY seq'),
    unpost: file.prepare('DELETE FROM outbox WHERE seq = ?'),
    mark: file.prepare('SELECT value FROM marks WHERE name = ?'),
    setMark: file.prepare(
      'INSERT INTO marks VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ),
    forget: file.prepare('DELETE FROM accounts WHERE brought = 0 AND seq < ?'),
    forgetCast: file.prepare(
      'DELETE FROM accounts WHERE brought = 1 AND seq < (SELECT seq FROM accounts WHERE brought = 1 ORDER BY seq DESC LIMIT 1 OFFSET ?)',
    ),
    forgetAnswers: file.prepare('DELETE FROM answers WHERE nth <= (SELECT max(nth) FROM answers) - ?'),
  } satisfies Record<string, StatementSync>
}

function transact<T>(file: DatabaseSync, work: () => T): T {
  file.exec('BEGIN IMMEDIATE')
  try {
    const result = work()
    file.exec('COMMIT')
    return result
  } catch (error) {
    file.exec('ROLLBACK')
    throw error
  }
}

/** Text columns come as text and number columns as numbers, because only we write them. */
function textIn(found: SqlRow | undefined, column: string): string | undefined {
  const value = found?.[column]
  return typeof value === 'string' ? value : undefined
}

function numberIn(found: SqlRow | undefined, column: string): number | undefined {
  const value = found?.[column]
  return typeof value === 'number' ? value : undefined
}

type SqlRow = Readonly<Record<string, SQLOutputValue>>
