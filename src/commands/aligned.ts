/** Rows of cells as lines of a table, two spaces between the columns. `sides` says for each column whether its
 *  cells stand to the left or the right of it; the last may be as long as it likes. Unless told otherwise, names
 *  stand to the left in the first column, and figures to the right in all others. */
export function aligned(
  rows: readonly (readonly string[])[],
  sides: readonly ('left' | 'right')[] = (rows[0] ?? []).map((_, column) =>
    column === 0 ? 'left' : 'right',
  ),
): string[] {
  const widths = sides.map((_, column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return sides[column] === 'right' ? cell.padStart(width) : cell.padEnd(width)
      })
      .join('  ')
      .trimEnd(),
  )
}
