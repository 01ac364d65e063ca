/** What was said last throws a shadow over what follows: a level that has shifted stays odd for hours, and
 *  whoever was told of it once has been told. In the shadow only what is thirty times rarer is said again. It
 *  fades to a third in about 300 rows.
 *    4.0 said, then at once 5.4 -> 1.0   and 5.5 -> 5.5   300 rows after 4.0: 2.9 -> 1.0   and 3.0 -> 3.0 */
export interface Shadow {
  decades: number
}

const fadingRows = 300
/** What has to be reached where there is no shadow: a row in a hundred, */
const sayDecadesMin = 2
/** and how far above it where there is one. */
const aboveShadowDecades = 1.5
/** What is not said is still shown, but never as more than what one row in ten has. */
const unsaidDecadesMax = 1

export function newShadow(): Shadow {
  return { decades: 0 }
}

/** The surprise itself where it is said, else one decade of it at most. */
export function sayOnce(shadow: Shadow, surprise: number): number {
  shadow.decades *= 1 - 1 / fadingRows
  const bar = Math.max(sayDecadesMin, shadow.decades + aboveShadowDecades)
  if (surprise < bar) return Math.min(surprise, unsaidDecadesMax)
  shadow.decades = surprise
  return surprise
}
