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
    const now = sameLoad(before, sampleOf(rising), sampleOf(rising), 0)
    expect(now.alertAt).toEqual(before.alertAt)
    expect(now.modes).toEqual(before.modes)
    expect(now.bands).toMatchObject({ low: 200, medium: 400, high: 450 })
  })

  it('sink with all suspicions, so that as many people are told as before', () => {
    const old = sampleOf(rising)
    const sunk = sampleOf(rising.map((centi) => centi - 450))
    // Whether or not the starts of the actions sank as far.
    expect(sameLoad(before, old, sunk, -450)).toEqual(sameLoad(before, old, sunk, -200))
    const now = sameLoad(before, old, sunk, -450)
    expect(now.alertAt).toEqual({ suspicionCenti: -150, scoreCenti: -50 })
    expect(alertsShown(sunk, now.alertAt)).toBe(alertsShown(old, before.alertAt))
    expect(now.bands).toEqual({ low: -250, medium: -50, high: 0, critical: 450 })
    expect(now.modes).toEqual([{ approve: -50, auto: 0 }])
  })

  it('give a machine no new powers where suspicions are spread wider', () => {
    const wider = sampleOf(rising.map((centi) => 2 * centi))
    const narrower = sampleOf(rising.map((centi) => Math.round(centi / 2)))
    // As many changes reach 9.00 now as reached 4.50 before; 1.50 less, and auto would ask for too little.
    expect(sameLoad(before, sampleOf(rising), wider, 0).modes[0]).toEqual({ approve: 800, auto: 900 })
    // Here 2.25 would grant as often; but alerts begin at 1.51 now, so auto is as far above them as it was.
    expect(sameLoad(before, sampleOf(rising), narrower, 0).modes[0]).toEqual({ approve: 200, auto: 301 })
  })

  it('keep their distance from the most suspicious change of all where nothing ever reached them', () => {
    const now = sameLoad(before, sampleOf(rising), sampleOf(rising.map((centi) => centi - 100)), -100)
    expect(now.bands.critical).toBe(800)
    // Where points are spread wider, 9.00 would be no farther than what is seen every year.
    const wider = sampleOf(rising.map((centi) => 2 * centi))
    expect(sameLoad(before, sampleOf(rising), wider, 0).bands.critical).toBe(1098 + 301)
  })
})

describe('thresholds after a fit on a quiet stretch', () => {
  const quiet = sampleOf(rising.map((centi) => centi - 550))
  const least: Thresholds = {
    alertAt: { suspicionCenti: 100, scoreCenti: 600 },
    bands: { low: 300, medium: 600, high: 900, critical: 1200 },
    modes: [{ approve: 400, auto: 800 }],
  }

  it.each([
    [26, 26],
    [-300, -300],
    [0, 0],
    // What came in that stretch had little against it: it says nothing of what should alert.
    [26, -400],
  ])('move by as much as the starts did, by %i', (startsCenti, suspicionsCenti) => {
    const now = sampleOf(rising.map((centi) => centi - 550 + suspicionsCenti))
    const { alertAt, bands, modes } = sameLoad(least, quiet, now, startsCenti)
    expect(alertAt).toEqual({ suspicionCenti: 100 + startsCenti, scoreCenti: 600 + startsCenti })
    expect(Object.values(bands)).toEqual(Object.values(least.bands).map((centi) => centi + startsCenti))
    expect(modes[0]!.approve).toBe(400 + startsCenti)
    // What a machine may do is never made easier where nothing says how often it would.
    expect(modes[0]!.auto).toBe(800 + Math.max(0, startsCenti))
  })

  it('keep severities where they are to the alerts, whatever scores high and never alerts', () => {
    // Notable accounts and nothing against anybody: 13.00 of stakes, before and after.
    const stakes = (sample: LoadSample): LoadSample => ({
      ...sample,
      scoreCenti: sample.suspicionCenti.map((centi, i) => centi + (i % 3 === 0 ? 1300 : 100)),
    })
    const now = sampleOf(rising.map((centi) => centi / 2 - 550))
    const { alertAt, bands } = sameLoad(least, stakes(quiet), stakes(now), -88)
    expect(alertAt).toEqual({ suspicionCenti: 12, scoreCenti: 512 })
    expect(bands).toEqual({ low: 212, medium: 512, high: 812, critical: 1112 })
  })

  it('lie right above the most suspicious change if the starts alone would not silence it', () => {
    // That one has 4.49 of suspicion and 5.49 of score now: under either threshold it is silent.
    const loud = sampleOf(rising.map((centi) => centi - 50))
    expect(sameLoad(least, quiet, loud, -200).alertAt).toEqual({ suspicionCenti: 50, scoreCenti: 550 })
  })
})

describe('thresholds in a gap between two alerts', () => {
  const gaping = [-400, -300, 0, 100, 500, 600]
  const at: Thresholds = { ...before, alertAt: { suspicionCenti: 300, scoreCenti: 300 } }
  const thresholds = (startsCenti: number) => {
    const old = sampleOf(gaping)
    const sunk = sampleOf(gaping.map((centi) => centi - 450))
    return sameLoad(at, old, sunk, startsCenti).alertAt
  }

  it('stay as near to the old ones as the starts moved', () => {
    expect(thresholds(-450)).toEqual({ suspicionCenti: -150, scoreCenti: -150 })
    expect(thresholds(-300)).toEqual({ suspicionCenti: 0, scoreCenti: 0 })
  })

  it('stay in the gap where the starts moved farther or less far than all suspicions', () => {
    // A hundredth lower, and the third of suspicion -3.50 and score -2.50 would alert, too.
    expect(thresholds(-900)).toEqual({ suspicionCenti: -349, scoreCenti: -249 })
    // A hundredth higher, and the second of 0.50 and 1.50 would not.
    expect(thresholds(0)).toEqual({ suspicionCenti: 50, scoreCenti: 150 })
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
