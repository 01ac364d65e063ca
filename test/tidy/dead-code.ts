import { resolveImport } from './import-table.ts'
import type { Source } from './source.ts'

/** Files of `src` that nothing reaches from the entrances. Only a test reaching one does not keep it alive. */
export function deadFiles(sources: readonly Source[], entrances: readonly string[]): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]))
  const reached = new Set<string>()
  const waiting = [...entrances]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const source = byPath.get(path)
    if (source === undefined || reached.has(path)) continue
    reached.add(path)
    waiting.push(...source.imports.map(({ from }) => resolveImport(source.path, from)))
  }
  return sources.map(({ path }) => path).filter((path) => path.startsWith('src/') && !reached.has(path))
}

/** Exports of `src` that neither another file takes nor their own file uses. A name that only its own file uses
 *  and no other takes may be part of the shape of something exported, so it passes. */
export function deadExports(sources: readonly Source[]): string[] {
  const taken = new Set(
    sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ from, names }) => names.map((name) => `${resolveImport(path, from)} ${name}`)),
    ),
  )
  return sources
    .filter(({ path }) => path.startsWith('src/'))
    .flatMap(({ path, exports, names }) =>
      exports
        .filter((name) => !taken.has(`${path} ${name}`) && !taken.has(`${path} *`))
        .filter((name) => names.filter((used) => used === name || used.startsWith(`${name}.`)).length < 2)
        .map((name) => `${path}: nobody uses ${name}`),
    )
}
