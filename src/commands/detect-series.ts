import { observe, startSeries } from '../core/series/detector.ts'
import { readSeriesRows } from '../edges/files/series-rows.ts'
import { EdgeError } from '../ports/edge-error.ts'

/** `countermand detect-series FILE`: a score for each row, written as it is read. Answers the exit code. */
export async function runDetectSeries(path: string): Promise<number> {
  // The callback of each write hears of a failure; without a listener the process would end first.
  process.stdout.on('error', () => {})
  try {
    for await (const text of scoredRows(path)) await written(text)
    return 0
  } catch (cause) {
    // Whoever reads us has seen enough, as `head` does.
    if (cause instanceof Error && 'code' in cause && cause.code === 'EPIPE') return 0
    if (!(cause instanceof EdgeError)) throw cause
    console.error(cause.message)
    return 1
  }
}

/** `timestamp,value,score` and a line for each row, in blocks. Timestamp and value stand as they came; a row
 *  whose value is no number scores 0 and teaches nothing. */
export async function* scoredRows(path: string): AsyncIterable<string> {
  const series = startSeries()
  yield 'timestamp,value,score\n'
  for await (const rows of readSeriesRows(path)) {
    yield rows
      .map(({ timestamp, value, at, number }) => {
        return `${timestamp},${value},${observe(series, at, number).toFixed(scoreDigits)}\n`
      })
      .join('')
  }
}

/** Near 1 a score halves its distance every three decades: six digits tell one in a billion rows from rarer. */
const scoreDigits = 6

async function written(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (cause) => (cause ? reject(cause) : resolve()))
  })
}
