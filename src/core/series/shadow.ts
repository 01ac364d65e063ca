/** What was said last throws a shadow over what follows: a level that has shifted stays odd for hours, and
 *  whoever is told of it once has been told. In the shadow only what is a hundred times rarer is said again.
 *  It fades by 1 / e in 400 rows.
 *    4.0 said, then at once 4.5 -> 1.0   and 6.1 -> 6.1   400 rows later 3.0 -> 1.0   and 3.5 -> 3.5 */
export interface Shadow {
  decades: number
}

const fadingRows = 400
/** Above the shadow by so many decades; also what has to be reached when nothing was said for long. */
const sayDecades = 2
/** What is not said is still shown, but never as more than what one row in ten has. */
const unsaidDecadesMax = 1

export function newShadow(): Shadow {
  return { decades: 0 }
}

/** The surprise itself where it is said, else one decade of it at most. */
export function sayOnce(shadow: Shadow, surprise: number): number {
  shadow.decades *= 1 - 1 / fadingRows
  if (surprise < shadow.decades + sayDecades) return Math.min(surprise, unsaidDecadesMax)
  shadow.decades = surprise
  return surprise
}
