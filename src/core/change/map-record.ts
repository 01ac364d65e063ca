import type { AccountChange } from './account-change.ts'
import { unwrap } from './envelope.ts'
import type { Mapping } from './mapping.ts'
import { type Variables, whatFailed } from './mapping-expression.ts'
import { isUnreadable, mayRestrict, readChange } from './read-change.ts'
import type { Fault, Unreadable } from './unreadable.ts'

export interface Mapped {
  readonly changes: readonly (AccountChange | Unreadable)[]
  /** 1 where the record is none of ours: what `where` left out, a deletion in an envelope, nobody in `each`. */
  readonly skipped: number
}

/** One record of a foreign source to the changes in it. Never throws for what a record holds. */
export function mapRecord(mapping: Mapping, record: unknown): Mapped {
  const row = unwrap(mapping.envelope, record)
  if (row === 'skip') return skipped
  if ('unreadable' in row) return { changes: [row], skipped: 0 }
  const variables: Record<string, unknown> = { ...mapping.contents, ...row }
  try {
    if (mapping.where !== undefined && mapping.where(variables) !== true) return skipped
  } catch (error) {
    return failed('where', whatFailed(error))
  }
  if (mapping.each === undefined) return { changes: [mapOne(mapping, variables, undefined)], skipped: 0 }
  return mapEach(mapping, variables)
}

/** The most changes that one record may become: an operation beyond it is to be sent as several records. */
export const eachMax = 10_000

const skipped: Mapped = { changes: [], skipped: 1 }

function mapEach(mapping: Mapping, variables: Variables): Mapped {
  let items: unknown
  try {
    items = mapping.each?.(variables)
  } catch (error) {
    return failed('each', whatFailed(error))
  }
  if (!Array.isArray(items)) return failed('each', 'comes to no list')
  if (items.length > eachMax) return failed('each', `${items.length} items: at most ${eachMax} are allowed`)
  if (items.length === 0) return skipped
  return {
    changes: items.map((item, i) => mapOne(mapping, { ...variables, item, index: BigInt(i) }, i)),
    skipped: 0,
  }
}

/** Fills in a change field by field; an expression that fails leaves a fault, and the others go on. */
function mapOne(
  mapping: Mapping,
  variables: Variables,
  index: number | undefined,
): AccountChange | Unreadable {
  if (mapping.fields.length === 0) return readChange(variables.item ?? variables.record, mapping)
  const change: Record<string, unknown> = {}
  const parts: Record<string, Record<string, unknown>> = {}
  let faults: Fault[] | undefined
  for (const { at, within, name, isLabel, expression } of mapping.fields) {
    let value: unknown
    try {
      value = expression(variables)
    } catch (error) {
      faults ??= []
      faults.push({ at, says: whatFailed(error) })
    }
    if (value === undefined) continue
    if (within === undefined) change[name] = value
    else (parts[within] ??= change[within] = {})[name] = isLabel ? asLabel(value) : value
  }
  if (index !== undefined) change.eventId = `${String(change.eventId)}#${index}`
  const read = readChange(change, mapping)
  return faults === undefined ? read : withMore(read, faults, change.action)
}

function asLabel(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** The faults of the expressions, and those of the reader that do not follow from them. */
function withMore(read: AccountChange | Unreadable, faults: readonly Fault[], action: unknown): Unreadable {
  const others = isUnreadable(read) ? read.faults : []
  const more = others.filter(
    ({ at }) => !faults.some((fault) => fault.at === at || fault.at.startsWith(`${at}.`)),
  )
  return { unreadable: 'mapping-failed', faults: [...faults, ...more], mayRestrict: mayRestrict(action) }
}

function failed(at: string, says: string): Mapped {
  return {
    changes: [{ unreadable: 'mapping-failed', faults: [{ at, says }], mayRestrict: true }],
    skipped: 0,
  }
}
