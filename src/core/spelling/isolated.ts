/** Names that strangers choose, in sentences of ours. */

const firstStrong = '\u2068'
const popIsolate = '\u2069'
const popEmbedding = '\u202c'
const embeddings = /[\u202a\u202b\u202d\u202e]/u
const isolates = /[\u2066\u2067\u2068]/u
/** What ends a paragraph would end all that is open in it, and what else steers is no part of a name. */
const steering = /[\p{Cc}\u2028\u2029]/gu
/** Letters that run from right to left (Hebrew to Arabic, their forms for display, and the old and small scripts), and
 *  every mark that turns what follows. */
const turning =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cc}\u2028\u2029]/u

/** A name as it stands in a sentence: where it could turn round what stands beside it, it is set apart by Unicode's own
 *  isolates (UAX #9), with a direction of its own. What it opens is closed inside, and what it closes without having
 *  opened it is left out: it would close the isolate. All other names are left as they are.
 *
 *    jack                  -> jack
 *    \u05d0\u05d1          -> \u2068\u05d0\u05d1\u2069
 *    head\u202egpj         -> \u2068head\u202egpj\u202c\u2069
 *    a\u2069b              -> \u2068ab\u2069 */
export function isolated(name: string): string {
  return turning.test(name)
    ? `${firstStrong}${balanced(name.replaceAll(steering, '\ufffd'))}${popIsolate}`
    : name
}

function balanced(name: string): string {
  /** The marks that will close what is open, the innermost last. */
  let open: string[] = []
  let shown = ''
  for (const letter of name) {
    if (embeddings.test(letter)) open.push(popEmbedding)
    else if (isolates.test(letter)) open.push(popIsolate)
    else if (letter === popEmbedding) {
      if (open.at(-1) !== popEmbedding) continue
      open.pop()
    } else if (letter === popIsolate) {
      const opened = open.lastIndexOf(popIsolate)
      if (opened === -1) continue
      // It closes every embedding inside, too.
      open = open.slice(0, opened)
    }
    shown += letter
  }
  return shown + open.toReversed().join('')
}
