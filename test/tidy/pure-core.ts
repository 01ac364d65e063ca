import type { Source } from './source.ts'

/** What a function of the core would need to know of the world: clocks, chance, the process, waiting. */
const worldly = new Set(
  (
    'process console globalThis Buffer fetch crypto performance require Date Intl ' +
    'setTimeout setInterval setImmediate queueMicrotask'
  ).split(' '),
)

/** `Date.parse` and `Date.UTC` are functions of what they are given. `new Date()` and a time zone are not. */
const pureMembers = new Set(['Date.parse', 'Date.UTC'])

export function coreFaults({ path, names }: Source): string[] {
  if (!path.startsWith('src/core/')) return []
  return names
    .filter(
      (name) => name === 'Math.random' || (worldly.has(name.split('.')[0] ?? '') && !pureMembers.has(name)),
    )
    .map((name) => `${path}: the core knows no ${name}`)
}
