import { describe, expect, it } from 'vitest'
import { alertsShown, type LoadSample, sameLoad, type Thresholds } from '../../../src/core/fit/same-load.ts'

const minuteMs = 60_000

/** One change every two hours by ten people in turn, so that none is lost in another's hour. */
function sampleOf(suspicionCenti: readonly number[]): LoadSample {
  return {
    times: Float64Array.from(suspicionCenti, (_, i) => i * 120 * minuteMs),
    actors: Int32Array.from(suspicionCenti, (_, i) => i % 10),
    suspicionCenti: Int32Array.from(suspicionCenti),
    scoreCenti: Int32Array.from(suspicionCenti, (centi) => centi + 100),
    tiers: new Uint8Array(suspicionCenti.length),
  }
}

const rising = Array.from({ length: 1000 }, (_, i) => i - 500)
const before: Thresholds = {
  alertAt: { suspicionCenti: 300, scoreCenti: 400 },
  bands: { low: 200, medium: 400, high: 450, critical: 900 },
  modes: [{ approve: 400, auto: 450 }],
}

describe('thresholds after a fit', () => {
  it('stay where they are if all suspicions do', () => {
    const now = sameLoad(before, sampleOf(rising), sampleOf(rising))
    expect(now.alertAt).toEqual(before.alertAt)
    expect(now.modes).toEqual(before.modes)
    expect(now.bands).toMatchObject({ low: 200, medium: 400, high: 450 })
  })

  it('sink with all suspicions, so that as many people are told as before', () => {
    const old = sampleOf(rising)
    const sunk = sampleOf(rising.map((centi) => centi - 450))
    const now = sameLoad(before, old, sunk)
    expect(now.alertAt).toEqual({ suspicionCenti: -150, scoreCenti: -50 })
    expect(alertsShown(sunk, now.alertAt)).toBe(alertsShown(old, before.alertAt))
    expect(now.bands).toEqual({ low: -250, medium: -50, high: 0, critical: 450 })
    expect(now.modes).toEqual([{ approve: -50, auto: 0 }])
  })

  it('give a machine no new powers where suspicions are spread wider', () => {
    const wider = sampleOf(rising.map((centi) => 2 * centi))
    const narrower = sampleOf(rising.map((centi) => Math.round(centi / 2)))
    // As many changes reach 9.00 now as reached 4.50 before; 1.50 less, and auto would ask for too little.
    expect(sameLoad(before, sampleOf(rising), wider).modes[0]).toEqual({ approve: 800, auto: 900 })
    // Here 2.25 would grant as often; but alerts begin at 1.51 now, so auto is as far above them as it was.
    expect(sameLoad(before, sampleOf(rising), narrower).modes[0]).toEqual({ approve: 200, auto: 301 })
  })

  it('keep their distance from the most suspicious change of all where nothing ever reached them', () => {
    const now = sameLoad(before, sampleOf(rising), sampleOf(rising.map((centi) => centi - 100)))
    expect(now.bands.critical).toBe(800)
  })
})

it('alerts are counted as people see them: of one hand, one an hour', () => {
  const burst: LoadSample = {
    times: new Float64Array([0, 10, 50, 70].map((minutes) => minutes * minuteMs)),
    actors: new Int32Array([1, 1, 2, 1]),
    suspicionCenti: new Int32Array([500, 600, 500, 500]),
    scoreCenti: new Int32Array([500, 600, 500, 399]),
    tiers: new Uint8Array(4),
  }
  expect(alertsShown(burst, { suspicionCenti: 300, scoreCenti: 300 })).toBe(3)
  expect(alertsShown(burst, { suspicionCenti: 300, scoreCenti: 400 })).toBe(2)
  expect(alertsShown(burst, { suspicionCenti: 550, scoreCenti: 400 })).toBe(1)
})
