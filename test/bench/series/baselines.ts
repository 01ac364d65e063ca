import { chanceOf } from '../../../src/demo/chance.ts'

/** A detector: for each row, in order, how odd it is in 0..1. */
export type Detector = () => (at: number, value: number) => number

/** How far from the mean of a long window, as a normal tail: mean and spread are worked out anew every so
 *  many rows, as the benchmark's own baseline of this name does. */
export const windowedGaussian: Detector = () => {
  const windowRows = 6_400
  const stepRows = 100
  const window: number[] = []
  let sinceFit = 0
  let mean = 0
  let spread = 1
  return (_at, value) => {
    const score = window.length === 0 ? 0 : 1 - normalTail(Math.abs(value - mean) / spread)
    window.push(value)
    if (window.length > windowRows) window.shift()
    sinceFit += 1
    if (sinceFit >= stepRows || window.length < stepRows) {
      sinceFit = 0
      mean = window.reduce((sum, one) => sum + one, 0) / window.length
      const square = window.reduce((sum, one) => sum + (one - mean) ** 2, 0) / window.length
      spread = Math.sqrt(square) || 1e-6
    }
    return score
  }
}

/** How far from an exponentially weighted mean, in exponentially weighted spreads. */
export const movingAverage: Detector = () => {
  const share = 0.02
  let mean = Number.NaN
  let square = 0
  return (_at, value) => {
    if (Number.isNaN(mean)) mean = value
    const off = value - mean
    const z = Math.abs(off) / (Math.sqrt(square) || 1)
    mean += share * off
    square += share * (off * off - square)
    return z / (z + 5)
  }
}

/** Flags that know nothing, one in a thousand rows or rarer: what luck alone scores. */
export const luck: Detector = () => {
  const chance = chanceOf(1)
  return () => Math.max(0, chance() - 0.99)
}

/** The chance that a normal value lies farther out than `z`, on one side (Abramowitz and Stegun 26.2.17). */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const sum = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}
