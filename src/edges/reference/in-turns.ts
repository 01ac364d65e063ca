import { setImmediate as turn } from 'node:timers/promises'

/** Work on many rows, some milliseconds at a time: the stream must not stand while a table is made. */
export async function inTurns<T>(rows: Iterable<T>, work: (row: T) => void): Promise<void> {
  let began = performance.now()
  for (const row of rows) {
    work(row)
    if (performance.now() - began < sliceMsMax) continue
    await turn()
    began = performance.now()
  }
}

const sliceMsMax = 5
