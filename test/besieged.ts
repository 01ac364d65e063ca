/** A whole number from 0 up to, and without, `below`. */
export type Draw = (below: number) => number

/** A plain linear congruence: the same draws for the same seed. */
export function drawnFrom(seed: number): Draw {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    return Math.floor((state / 0x80000000) * below)
  }
}

/** What a siege came to. Each forgery that was taken is named, with all that it takes to see it again. */
export interface Besieged {
  readonly tried: number
  readonly accepted: readonly string[]
  /** How often each was tried. */
  readonly ways: Readonly<Record<string, number>>
  /** True ones at the same door, by the same hands: all of them must have been taken, or refusing proves nothing. */
  readonly honestTried: number
  readonly honestTaken: number
}

export interface Siege {
  readonly count: number
  readonly seed: number
}
