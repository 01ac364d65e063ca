import type { Happening, Life } from './life.ts'

/** What a happening lets us know beside what it changes: the window of guard `log`, its token, the hands in its log, and
 *  which parts of the account were seen to be back. */
export function noted(life: Life, { restored, token, windowMs, hands }: Happening): Life {
  if (restored === undefined && token === undefined && windowMs === undefined && hands === undefined)
    return life
  return {
    ...life,
    ...(hands === undefined ? {} : { hands }),
    ...(restored === undefined ? {} : { restored }),
    ...(token === undefined ? {} : { token }),
    ...(windowMs === undefined ? {} : { windowMs }),
  }
}
