import type { AccountChange } from '../../core/change/account-change.ts'
import type { Unreadable } from '../../core/change/unreadable.ts'
import type { ChangeReader, ReadResult } from '../../ports/change-reader.ts'
import { type Decoded, refusal } from '../decode/refusal.ts'
import { openValueReader, type ValueReaderOptions } from '../decode/value-reader.ts'

export interface ChangeReaderOptions extends Omit<ValueReaderOptions, 'schema'> {
  /** `readChange` of the core. */
  readonly readChange: (value: unknown) => AccountChange | Unreadable
  /** For a foreign format: the mapping's changes in one decoded record, instead of `readChange`. */
  readonly mapping?: (value: unknown) => ReadResult
  /** Text of `schemas/account-change.avsc`. */
  readonly changeSchema: string
}

/** Reads records as changes. Nothing in a record makes it throw or takes longer than 50 ms. */
export function openChangeReader(options: ChangeReaderOptions): ChangeReader & { close(): void } {
  const { mapping } = options
  // A foreign record is mapped as it was written; ours may be of an older or a newer schema.
  const schema = mapping === undefined ? options.changeSchema : undefined
  const values = openValueReader({ ...options, schema })
  const toChanges = mapping ?? ((value: unknown): ReadResult => [options.readChange(value)])

  function changesIn(decoded: Decoded): ReadResult {
    if ('unreadable' in decoded) return [decoded]
    try {
      return toChanges(decoded.value)
    } catch (error) {
      // One record that nobody foresaw must not hold up all those behind it.
      const says = error instanceof Error ? error.message : String(error)
      return [refusal(mapping === undefined ? 'wrong-shape' : 'mapping-failed', '', says)]
    }
  }

  return {
    read(value) {
      const decoded = values.read(value)
      return decoded instanceof Promise ? decoded.then(changesIn) : changesIn(decoded)
    },
    close: () => values.close(),
  }
}
