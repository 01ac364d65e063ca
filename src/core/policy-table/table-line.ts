/** One cell of a line, or the whole of a phrase, and where it begins. */
export interface Cell {
  readonly text: string
  /** From 1. */
  readonly column: number
}

/** A line of a table in its cells, before and after the arrow. Two spaces or more part cells, so that one may
 *  hold several words; `#` after a space begins a comment. */
export interface TableLine {
  readonly given: readonly Cell[]
  readonly expected: readonly Cell[]
}

export function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/u, '').trimEnd()
}

/** Undefined where the line has no arrow. */
export function tableLine(line: string): TableLine | undefined {
  const arrow = /(?:^|\s)->(?=\s|$)/u.exec(line)
  if (arrow === null) return undefined
  const after = arrow.index + arrow[0].length
  return { given: cells(line.slice(0, arrow.index), 1), expected: cells(line.slice(after), after + 1) }
}

function cells(part: string, firstColumn: number): Cell[] {
  return [...part.matchAll(/\S+(?: \S+)*/gu)].map((match) => ({
    text: match[0],
    column: firstColumn + match.index,
  }))
}
