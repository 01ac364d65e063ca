/** A count on the command line of a proof or a bench. A word that is none would else prove nothing, quietly.
 *    node … 60 -> 60   node … -> `usual`   node … abc, 0, -3 -> an error in words */
export function countOf(place: number, usual: number): number {
  const written = process.argv[2 + place]
  if (written === undefined) return usual
  const count = Number(written)
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(`${written}: a whole number of at least 1 is meant`)
  return count
}
