import Papa from 'papaparse'
import { isoUtcMs } from '../../core/change/iso-time.ts'
import { plainly } from '../../core/spelling/plainly.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import { textBlocks } from './text-blocks.ts'

/** One row of a series: its two columns as they stand there, and what they mean. */
export interface SeriesRow {
  readonly timestamp: string
  readonly value: string
  /** Milliseconds since the epoch; NaN where the timestamp cannot be read. */
  readonly at: number
  /** NaN where no number stands there. */
  readonly number: number
}

/** The rows of a series in batches, in order: from a CSV file with the columns `timestamp` and `value`, wherever
 *  they stand in its head, or without a head and these two first. `-` is standard input. Every line that is not
 *  empty and is no head is a row, readable or not. Memory stays at a block.
 *  Throws `EdgeError('file-unreadable')`, also for a head that names no `value`, and for a value such as "1,200",
 *  which one platform reads as a thousand times what another does. */
export async function* readSeriesRows(path: string): AsyncIterable<readonly SeriesRow[]> {
  let columns: Columns | undefined
  let rest = ''
  let lineNumber = 0
  for await (const block of withLastLineEnd(blocksOf(path))) {
    const lines = (rest + block).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineLengthMax)
      throw unreadable(path, `a line is longer than ${lineLengthMax} characters`)
    const rows: SeriesRow[] = []
    for (const line of lines) {
      lineNumber += 1
      const fields = fieldsOf(line)
      if (fields.length === 1 && fields[0] === '') continue
      if (columns === undefined) {
        const head = headColumns(path, fields)
        columns = head ?? { timestamp: 0, value: 1 }
        if (head !== undefined) continue
      }
      const timestamp = fields[columns.timestamp] ?? ''
      const value = fields[columns.value] ?? ''
      if (ambiguous.test(value))
        throw unreadable(
          `${path}:${lineNumber}`,
          `is "${value}" a thousand or a fraction? write numbers without commas`,
        )
      rows.push({ timestamp, value, at: timeOf(timestamp), number: numberOf(value) })
    }
    if (rows.length > 0) yield rows
  }
}

interface Columns {
  readonly timestamp: number
  readonly value: number
}

const lineLengthMax = 10_000

/** Undefined where the first line is a row already: a time or a number stands where one belongs. */
function headColumns(path: string, fields: readonly string[]): Columns | undefined {
  const [first = '', second = ''] = fields
  if (!Number.isNaN(timeOf(first)) || !Number.isNaN(numberOf(second))) return undefined
  const names = fields.map((name) => name.toLowerCase())
  const columns = { timestamp: names.indexOf('timestamp'), value: names.indexOf('value') }
  if (columns.timestamp >= 0 && columns.value >= 0) return columns
  throw unreadable(path, `its head must name timestamp and value; it has ${plainly(fields.join(', '), 80)}`)
}

/** ISO 8601, UTC where no zone is written, to the minute at least; or seconds or milliseconds since the epoch.
 *  2014-04-01 00:05:00 -> 1396310700000   1396310700 -> 1396310700000   yesterday -> NaN */
function timeOf(text: string): number {
  const iso = isoUtcMs(text.length === 16 ? `${text}:00` : text)
  if (iso !== undefined) return iso
  const number = numberOf(text)
  return Math.abs(number) < secondsMax ? number * 1000 : number
}

/** As seconds the year 5138, as milliseconds 1973. */
const secondsMax = 1e11

/** `Number` would call an empty field 0. */
function numberOf(text: string): number {
  return text === '' ? Number.NaN : Number(text)
}

/** `12,5` in one field: digits with a comma among them. */
const ambiguous = /^[+-]?\d[\d. ']*,[\d,. ']*$/u

/** Splitting is enough, and fast, where nothing is quoted. */
function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((field) => field.trim())
  const { data } = Papa.parse<string[]>(line.trim(), { delimiter: ',', newline: '\n' })
  return (data[0] ?? []).map(plainField)
}

function plainField(field: string): string {
  const trimmed = field.trim()
  return trimmed.length > 1 && trimmed.startsWith('"') && trimmed.endsWith('"')
    ? trimmed.slice(1, -1)
    : trimmed
}

async function* withLastLineEnd(blocks: AsyncIterable<string>): AsyncIterable<string> {
  yield* blocks
  yield '\n'
}

function blocksOf(path: string): AsyncIterable<string> {
  if (path !== '-') return textBlocks(path)
  return process.stdin.setEncoding('utf8')
}

function unreadable(path: string, says: string): EdgeError {
  return new EdgeError('file-unreadable', `${path}: ${says}`, { retryable: false })
}
