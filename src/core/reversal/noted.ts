import type { Happening, Life } from './life.ts'

/** What a happening lets us know beside what it changes: the window of guard `log`, its token, the hands in its log, and
 *  which parts of the account were seen to be back. */
export function noted(life: Life, { restored, token, windowMs, hands = [] }: Happening): Life {
  if (restored === undefined && token === undefined && windowMs === undefined && hands.length === 0)
    return life
  return {
    ...life,
    ...(hands.length === 0 ? {} : { hands }),
    ...(restored === undefined ? {} : { restored }),
    ...(token === undefined ? {} : { token }),
    ...(windowMs === undefined ? {} : { windowMs }),
  }
}
