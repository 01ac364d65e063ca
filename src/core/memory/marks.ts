/** What can be true of an act, one bit each, so that habit can be counted for all of them in one way. The
 *  order is part of the memory's layout: add at the end, and with a new `layoutVersion`. */
export const marks = [
  /** On an account of note, or of a protected class. */
  'notable',
  'protected',
  'ticket',
  /** A report, and no ticket: together they are the acts that name one of the two. */
  'report',
  'approved',
  'routed',
  'selfPicked',
  /** For good, or for longer than a year. */
  'forever',
  /** An exclusion of the policy was claimed by the actor's words alone. */
  'excuse',
  /** From a network, a device or with a tool that the actor had not used before: its first act, not its first day. */
  'newPlace',
  /** Its own evidence, without its prior, spoke against it. */
  'odd',
  /** Facts that came with the change. */
  'hasNetwork',
  'hasDevice',
  'hasSession',
  'hasTool',
  'hasNote',
  'hasFollowers',
  'hasVersion',
] as const
export type Mark = (typeof marks)[number]

/** How many times what makes an act odd it came to, from 1 to 4: it rides above the marks, in eighths, so that it
 *  waits with them for a verdict.
 *    odd from 2 points:  2 points -> 1   3.5 -> 1.75   12 -> 4 */
export function gradeBits(grade: number): number {
  return Math.round(8 * Math.min(gradeMax, Math.max(1, grade))) << gradeShift
}

/** 1 for what bears no grade. */
export function gradeOf(bits: number): number {
  const eighths = bits >>> gradeShift
  return eighths === 0 ? 1 : eighths / 8
}

const gradeMax = 4
const gradeShift = 20

/** Bit and place of each mark. */
export const markIndex = Object.fromEntries(marks.map((mark, index) => [mark, index])) as Readonly<
  Record<Mark, number>
>
export const markBit = Object.fromEntries(marks.map((mark, index) => [mark, 1 << index])) as Readonly<
  Record<Mark, number>
>
