import type { Config } from '../config.ts'
import type { ValueReader } from '../edges/decode/value-reader.ts'
import { type OpenReference, openReference } from '../edges/reference/reference.ts'
import { readWhere } from '../edges/reference/where.ts'
import type { Reference, ReferenceName } from '../ports/reference.ts'
import type { Edges } from './edges.ts'

/** A start waits so long for tables from topics, and then goes on without, aloud: what is unknown never makes
 *  anything worse than it was without tables. */
const loadMsMax = 30_000
const hourMs = 3_600_000

/** The tables that the settings name, loaded; `undefined` where they name none. */
export async function openTables(
  config: Config,
  edges: Pick<Edges, 'policy' | 'log' | 'clock' | 'notice' | 'openValues'>,
  opened: AsyncDisposableStack,
): Promise<Reference | undefined> {
  const [staff, accounts] = [readWhere(config.staff), readWhere(config.accounts)]
  if (staff === undefined && accounts === undefined) return undefined
  const { log, clock, notice } = edges
  const readers: ValueReader[] = []
  const values = (table: ReferenceName) => {
    const reader = edges.openValues(table)
    readers.push(reader)
    return reader
  }
  const reference: OpenReference = await openReference({
    staff: staff && { where: staff, ageMsMax: config.staffAgeHoursMax * hourMs },
    accounts: accounts && {
      where: accounts,
      ageMsMax: config.accountsAgeHoursMax * hourMs,
      keptMax: config.accountsKeptMax,
      keep: () => edges.policy.current().keepProfiles,
    },
    shrinkShareMax: config.referenceShrinkPercentMax / 100,
    authorization: config.lookUpAuthorization,
    waitMsMax: config.lookUpWaitMsMax,
    folder: config.data,
    log,
    values,
    clock,
    notice,
  })
  opened.defer(() => {
    for (const reader of readers) reader.close()
    return reference.close()
  })
  await reference.loaded(loadMsMax)
  return reference
}
