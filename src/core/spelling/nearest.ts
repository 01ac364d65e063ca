/** What somebody may have meant who wrote a name that there is not. */

/** The one that is meant, if no more than a third of its letters are wrong. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  return nearestOnes(written, known)[0]
}

/** Words for the end of a sentence about a name that there is not: the nearest, else the names that begin alike,
 *  else all of them where these are few. `where` says where the rest can be read.
 *    tenure.newHire7days of 160 -> did you mean "tenure.newHire7d"?
 *    tenure.soon of 160         -> there are tenure.newHire7d, tenure.newHire30d, …, tenure.contractor
 *    xyz of 160                 -> there are 160, all in schemas/policies/README.md */
export function hintOf(written: string, known: readonly string[], where?: string): string {
  const near = nearestOnes(written, known).slice(0, nearMax)
  if (near.length > 0) return `did you mean ${near.map((one) => `"${one}"`).join(' or ')}?`
  const alike = known.filter((one) => written.includes('.') && one.startsWith(beginning(written)))
  const shown = alike.length > 0 ? alike : known
  if (shown.length <= listedMax) return `there are ${shown.join(', ')}`
  return `there are ${known.length}${where === undefined ? `, such as ${known.slice(0, nearMax).join(', ')}` : `, all in ${where}`}`
}

const nearMax = 3
/** More names than that nobody reads. */
const listedMax = 20

/** `tenure.soon` -> `tenure.` */
function beginning(written: string): string {
  return written.slice(0, written.indexOf('.') + 1)
}

/** Nearest first; of those that are equally near, all. */
function nearestOnes(written: string, known: readonly string[]): string[] {
  const near = known
    .map((one) => ({ one, like: written.includes('.') ? one : lastPart(one) }))
    // The rest of a cell may follow what was misspelt.
    .map(({ one, like }) => ({
      one,
      like,
      wrong: Math.min(distance(written, like), distance(firstWords(written, like), like)),
    }))
    .filter(({ like, wrong }) => wrong <= like.length / 3)
    .toSorted((a, b) => a.wrong - b.wrong)
  return near.filter(({ wrong }) => wrong === near[0]?.wrong).map(({ one }) => one)
}

/** Who leaves out what stands before the dot means it: `tenure.newHire7d` -> `newHire7d` */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

/** As many words of the one as the other has. */
function firstWords(written: string, like: string): string {
  return written.split(' ').slice(0, like.split(' ').length).join(' ')
}

/** Letters to change, add, leave out or swap with the next, by Damerau's rule. suspned, suspend -> 1 */
function distance(a: string, b: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = isSwapped ? (beforeLast[j - 2] ?? 0) + 1 : changed
      next.push(Math.min(changed, swapped, (last[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    ;[beforeLast, last] = [last, next]
  }
  return last[b.length] ?? 0
}
