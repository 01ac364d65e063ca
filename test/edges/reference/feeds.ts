import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ReferenceTables } from '../../../src/core/reference/complete.ts'
import { keepDefaults } from '../../../src/core/reference/keep-profiles.ts'
import { openValueReader } from '../../../src/edges/decode/value-reader.ts'
import { schemasFolder } from '../../../src/edges/files/shipped.ts'
import {
  type OpenReference,
  openReference,
  type ReferenceOptions,
} from '../../../src/edges/reference/reference.ts'
import { readWhere } from '../../../src/edges/reference/where.ts'
import { openEmbeddedRegistry } from '../../../src/edges/registry/embedded-registry.ts'
import type { Clock } from '../../../src/ports/clock.ts'
import type { Log } from '../../../src/ports/log.ts'
import type { Notice } from '../../../src/ports/notice.ts'

/** A clock that a test may move on. */
export interface MovedClock extends Clock {
  aheadMs: number
}

/** Reference tables as the program opens them, in a folder of their own, with a clock that can be moved. */
export interface Desk {
  readonly folder: string
  readonly notices: Notice[]
  readonly clock: MovedClock
  open(over: DeskOptions): Promise<OpenReference>
  /** A new file in the place of the old one, which is so much newer. */
  write(name: string, text: string): string
  close(): void
}

export interface DeskOptions {
  readonly staff?: string
  readonly accounts?: string
  readonly ageMsMax?: number
  readonly log?: ReferenceOptions['log']
  readonly over?: Partial<ReferenceOptions>
}

export function openDesk(): Desk {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-reference-'))
  const notices: Notice[] = []
  const notice = (told: Notice) => void notices.push(told)
  const clock: MovedClock = {
    aheadMs: 0,
    now: () => Date.now() + clock.aheadMs,
    monotonicMs: () => performance.now(),
  }
  const registry = openEmbeddedRegistry(schemasFolder)
  const schemas = { 'staff.records': 'staff-record.avsc', 'account.profiles': 'account-profile.avsc' }
  let written = 0

  return {
    folder,
    notices,
    clock,
    open({ staff = '', accounts = '', ageMsMax = 3_600_000, log = noLog, over = {} }) {
      const [people, profiles] = [readWhere(staff), readWhere(accounts)]
      return openReference({
        staff: people && { where: people, ageMsMax },
        accounts: profiles && { where: profiles, ageMsMax, keptMax: 1000, keep: () => keepDefaults },
        shrinkShareMax: 0.2,
        authorization: 'Bearer a-word',
        // On a busy machine an answer may take its time; that nobody waits for ever has a test of its own.
        waitMsMax: 60_000,
        folder,
        log,
        values: (table) =>
          openValueReader({
            registry,
            schema: readFileSync(join(schemasFolder, schemas[table]), 'utf8'),
            notice,
            clock,
          }),
        clock,
        notice,
        lookEveryMs: 20,
        ...over,
      })
    },
    write(name, text) {
      const path = join(folder, name)
      writeFileSync(path, text)
      // Two versions within the same millisecond would look the same.
      const { mtimeMs } = statSync(path)
      utimesSync(path, mtimeMs / 1000, mtimeMs / 1000 + ++written)
      return `file:${path}`
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The tables as they are now; without look-ups nobody has to wait for them. */
export function tablesOf(reference: OpenReference): ReferenceTables {
  const tables = reference.tablesFor([])
  if (tables instanceof Promise) throw new Error('nobody was to be asked')
  return tables
}

const refused = async (): Promise<never> => {
  throw new Error('there is no log here')
}
const noLog: Pick<Log, 'partitionCount' | 'readToEnd' | 'tail'> = {
  partitionCount: refused,
  readToEnd: refused,
  tail: refused,
}
