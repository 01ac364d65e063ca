import type { Unreadable, UnreadableCode } from '../../core/change/unreadable.ts'

/** One record of a file with the line it begins on, or why there is none. */
export type FileRecord =
  | { readonly line: number; readonly record: unknown }
  | { readonly line: number; readonly unreadable: Unreadable }

/** Takes the text of a file in blocks of any length and gives its records. */
export interface RecordSplitter {
  push(text: string): FileRecord[]
  /** What stands at the end without its line end. */
  end(): FileRecord[]
}

/** The longest record, in UTF-16 code units: what is longer is one bad record, and reading goes on after it. */
export const recordLengthMax = 2_000_000

export function badRecord(line: number, code: UnreadableCode, says: string): FileRecord {
  return { line, unreadable: { unreadable: code, faults: [{ at: `line ${line}`, says }], mayRestrict: true } }
}

export function tooLong(line: number): FileRecord {
  return badRecord(line, 'too-large', `longer than ${recordLengthMax} characters`)
}

export function newlinesIn(text: string): number {
  let count = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++
  return count
}
