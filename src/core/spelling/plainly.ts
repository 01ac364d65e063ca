/** A text out of a file, fit to be shown: where the file is none of text, its bytes must not steer a terminal, nor
 *  fill it. */
export function plainly(text: string, charsMax: number): string {
  const plain = text.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]|\uFFFD/gu, '?')
  return plain.length > charsMax ? `${plain.slice(0, charsMax)}…` : plain
}
