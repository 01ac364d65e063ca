/** A stream of numbers in [0, 1), the same for the same keys on every machine. */
export type Chance = () => number

/** A stream of its own for each combination of keys, so that any part of the simulated world can be worked
 *  out alone: what a person did last Tuesday does not depend on who was asked about first.
 *  The generator is mulberry32 (public domain, Tommy Ettinger). */
export function chanceOf(...keys: readonly number[]): Chance {
  let state = hashOf(...keys)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** 32 well-mixed bits from any whole numbers up to 2^53: murmur3's steps over both halves of each key. */
export function hashOf(...keys: readonly number[]): number {
  let hash = 0x9747b28c
  for (const key of keys) {
    hash = stir(hash, key | 0)
    hash = stir(hash, Math.floor(key / 2 ** 32) | 0)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function stir(hash: number, part: number): number {
  let mixed = Math.imul(part, 0xcc9e2d51)
  mixed = Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593)
  const joined = hash ^ mixed
  return (Math.imul((joined << 13) | (joined >>> 19), 5) + 0xe6546b64) | 0
}

/** A key for a word, so that words can stand among the keys. */
export function wordKey(word: string): number {
  let hash = 0
  for (let index = 0; index < word.length; index++) hash = stir(hash, word.charCodeAt(index))
  return hash >>> 0
}

export function between(chance: Chance, low: number, high: number): number {
  return low + (high - low) * chance()
}

/** A whole number from `low` up to, not including, `high`. */
export function wholeBetween(chance: Chance, low: number, high: number): number {
  return Math.floor(between(chance, low, high))
}

/** Standard normal, by Box and Muller. */
export function normal(chance: Chance): number {
  return Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
}

export function logNormal(chance: Chance, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(chance))
}

/** How many of something happen where `mean` are expected: Knuth's way up to 30, the normal curve above. */
export function poisson(chance: Chance, mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(chance)))
  const floor = Math.exp(-mean)
  let count = 0
  for (let product = chance(); product > floor; product *= chance()) count++
  return count
}

export function pick<T>(chance: Chance, choices: readonly T[]): T {
  const choice = choices[Math.floor(chance() * choices.length)]
  if (choice === undefined) throw new Error('nothing to pick from')
  return choice
}

export function pickWeighted<T extends { readonly weight: number }>(
  chance: Chance,
  choices: readonly T[],
  weightOf: (choice: T, index: number) => number = (choice) => choice.weight,
): T {
  const weights = choices.map(weightOf)
  let left = chance() * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [index, choice] of choices.entries()) {
    left -= weights[index] ?? 0
    if (left < 0) return choice
  }
  const last = choices.at(-1)
  if (last === undefined) throw new Error('nothing to pick from')
  return last
}
