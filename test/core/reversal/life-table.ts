import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** One line of the table in prose at the top of `life-cycle.ts`. */
export interface Row {
  readonly state: string
  readonly happens: string
  readonly to: string
  readonly next: string
}

const folder = new URL('../../../src/core/reversal/', import.meta.url)
export const picturePath = fileURLToPath(new URL('README.md', folder))

export function readTable(): readonly Row[] {
  const text = readFileSync(new URL('life-cycle.ts', folder), 'utf8')
  const [, ...rows] = [...text.matchAll(/^ \* {2}([a-z]+) {2,}(\S.*?) +-> ([a-z]+)(?: {2,}(\S.*))?$/gmu)].map(
    ([, state = '', happens = '', to = '', next = '']) => ({ state, happens, to, next }),
  )
  return rows
}

/** The same as a diagram: one arrow for each way from one state to another, with all that leads there. */
export function drawTable(rows: readonly Row[]): string {
  const ways = new Map<string, string[]>()
  for (const { state, happens, to } of rows) {
    const way = `${state} --> ${to}`
    ways.set(way, [...(ways.get(way) ?? []), happens])
  }
  const states = new Set(rows.flatMap(({ state, to }) => [state, to]))
  const ends = [...states].filter((state) => !rows.some((row) => row.state === state))
  return [
    'stateDiagram-v2',
    ...beginnings.map((state) => `  [*] --> ${state}`),
    ...[...ways].map(([way, happenings]) => `  ${way}: ${happenings.join('<br>')}`),
    ...ends.map((state) => `  ${state} --> [*]`),
  ].join('\n')
}

/** What an alert leads to: see `propose.ts`. */
const beginnings = ['proposed', 'counting', 'authorised', 'blocked', 'escalated']

/** The text of the README with the picture of today in its place. */
export function withPicture(readme: string, picture: string): string {
  const drawn = readme.replace(/```mermaid\n[\s\S]*?```/u, () => `\`\`\`mermaid\n${picture}\n\`\`\``)
  if (!drawn.includes(picture)) throw new Error('the README has no place for the picture')
  return drawn
}
