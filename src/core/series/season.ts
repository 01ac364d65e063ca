import { learnMean, learnSize, type Mean, newMean } from './mean.ts'

/** What each half hour of the day and each hour of the week brings. It is believed only while its squared
 *  error is at most half of the slow mean's: a season that is not there would add its own noise. (Squared:
 *  by plain distance, always saying 0 foretells rare counts best.) Times are UTC; a clock change is two odd hours and then a new season. */
export interface Season {
  readonly cycles: readonly Cycle[]
  /** How far the slow mean is off, squared. */
  readonly plainError: Mean
}

interface Cycle {
  readonly periodMs: number
  readonly slots: readonly Mean[]
  /** Squared. */
  readonly error: Mean
  /** The slot of the row at hand; undefined where its time is unknown. */
  now: Mean | undefined
}

const dayMs = 86_400_000
/** A slot remembers so many rows: at one each five minutes, about a week of half hours. */
const slotRows = 40
/** Said of a slot that was met but once, every second day would be odd. */
const slotRowsMin = 2
const errorRows = 500
const provenRows = 200
const errorShareMax = 0.5

export function newSeason(): Season {
  return { cycles: [newCycle(dayMs, 48), newCycle(7 * dayMs, 168)], plainError: newMean() }
}

/** The value that the better cycle expects at this time, or undefined where none has proved itself. Each is
 *  judged by what it would have said, before it hears the value. */
export function expectedBySeason(
  season: Season,
  at: number,
  value: number,
  slowMean: number,
): number | undefined {
  let expected: number | undefined
  let errorMin = errorShareMax * season.plainError.mean
  for (const cycle of season.cycles) {
    cycle.now = slotAt(cycle, at)
    if (cycle.now === undefined || cycle.now.rows < slotRowsMin) continue
    const { error } = cycle
    const foretold = cycle.now.mean
    if (error.rows > provenRows && error.mean < errorMin) {
      errorMin = error.mean
      expected = foretold
    }
    learnSize(error, (value - foretold) ** 2, errorRows)
  }
  learnSize(season.plainError, (value - slowMean) ** 2, errorRows)
  return expected
}

/** Teaches the slots that `expectedBySeason` was last asked about. */
export function learnSeason({ cycles }: Season, value: number): void {
  for (const { now } of cycles) if (now !== undefined) learnMean(now, value, slotRows)
}

function slotAt({ periodMs, slots }: Cycle, at: number): Mean | undefined {
  const phase = (((at % periodMs) + periodMs) % periodMs) / periodMs
  return slots[Math.floor(phase * slots.length)]
}

function newCycle(periodMs: number, slots: number): Cycle {
  return { periodMs, slots: Array.from({ length: slots }, newMean), error: newMean(), now: undefined }
}
