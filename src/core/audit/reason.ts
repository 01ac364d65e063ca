/** Why somebody did what they did, in words, as every door takes it: over HTTP, from a command, in a signed record.
 *  It is for whoever reads the record later, so blanks are none, nor is what has neither letter nor digit.
 *
 *  `wrong people restored`, `drill`   -> taken, without the blanks around it
 *  `   `, ``, ` ab `, `---`           -> no reason */
export function readReason(input: unknown): string | undefined {
  if (typeof input !== 'string') return undefined
  const reason = input.trim()
  const isReason = reason.length >= reasonLengthMin && hasWords.test(reason)
  return isReason ? reason.slice(0, reasonLengthMax) : undefined
}

export const reasonLengthMin = 3
export const reasonLengthMax = 2_000
/** Characters that nobody sees are no words either. */
export const wordsPattern = String.raw`[\p{L}\p{N}]`
const hasWords = new RegExp(wordsPattern, 'u')
