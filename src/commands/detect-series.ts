import { observe, startSeries } from '../core/series/detector.ts'
import { readSeriesRows } from '../edges/files/series-rows.ts'
import { EdgeError } from '../ports/edge-error.ts'
import { isBrokenPipe } from './broken-pipe.ts'

/** `countermand detect-series FILE`: a score for each row, written as it is read. Answers the exit code. */
export async function runDetectSeries(path: string): Promise<number> {
  // The callback of each write hears of a failure; without a listener the process would end first.
  process.stdout.on('error', () => {})
  try {
    for await (const text of scoredRows(path)) await written(text)
    return 0
  } catch (cause) {
    // Whoever reads us has seen enough, as `head` does.
    if (isBrokenPipe(cause)) return 0
    if (!(cause instanceof EdgeError)) throw cause
    console.error(cause.message)
    return 1
  }
}

/** `timestamp,value,score` and a line for each row, in blocks. Timestamp and value stand as they came; a row
 *  whose value is no number scores 0 and teaches nothing. Throws `EdgeError('file-unreadable')`, also for a file
 *  without a row, and in the end for one without a number or a time: its zeros would say that nothing happened. */
export async function* scoredRows(path: string): AsyncIterable<string> {
  const series = startSeries()
  let [count, numbers, times] = [0, 0, 0]
  for await (const rows of readSeriesRows(path)) {
    if (count === 0) yield 'timestamp,value,score\n'
    count += rows.length
    for (const { at, number } of rows) {
      if (!Number.isNaN(number)) numbers += 1
      if (!Number.isNaN(at)) times += 1
    }
    yield rows
      .map(({ timestamp, value, at, number }) => {
        return `${quoted(timestamp)},${quoted(value)},${observe(series, at, number).toFixed(scoreDigits)}\n`
      })
      .join('')
  }
  if (count === 0) throw noSeries(path, 'has no row: timestamp,value were expected')
  if (numbers === 0) throw noSeries(path, `has no number among its ${count} values`)
  if (times === 0)
    throw noSeries(path, `has no time among its ${count} timestamps: ISO 8601 or an epoch was expected`)
}

/** Only where it would be read as more fields than one. */
function quoted(field: string): string {
  return /[",]/u.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}

function noSeries(path: string, says: string): EdgeError {
  return new EdgeError('file-unreadable', `${path === '-' ? 'standard input' : path} ${says}`, {
    retryable: false,
  })
}

/** Near 1 a score halves its distance every three decades: six digits tell one in a billion rows from rarer. */
const scoreDigits = 6

async function written(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (cause) => (cause ? reject(cause) : resolve()))
  })
}
