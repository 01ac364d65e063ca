import type { Happening, Life } from './life.ts'

/** What a happening lets us know beside what it changes: the window of guard `log`, its token, and which parts
 *  of the account were seen to be back. */
export function noted(life: Life, { restored, token, windowMs }: Happening): Life {
  if (restored === undefined && token === undefined && windowMs === undefined) return life
  return {
    ...life,
    ...(restored === undefined ? {} : { restored }),
    ...(token === undefined ? {} : { token }),
    ...(windowMs === undefined ? {} : { windowMs }),
  }
}
