import { posix } from 'node:path'
import type { Source } from './source.ts'

interface Row {
  /** Other layers that it may import, beside itself. */
  readonly layers: readonly string[]
  /** Packages and parts of Node. `any` where the layer touches the world. */
  readonly packages: 'any' | readonly string[]
}

/** Who may import whom. Core decides, edges do, roles carry, app joins, main starts. */
const importTable: Readonly<Record<string, Row>> = {
  core: { layers: [], packages: ['yaml', '@marcbachmann/cel-js'] },
  ports: { layers: ['core'], packages: [] },
  roles: { layers: ['core', 'ports'], packages: ['node:crypto', 'node:timers/promises'] },
  edges: { layers: ['core', 'ports'], packages: 'any' },
  console: { layers: ['core', 'ports'], packages: 'any' },
  ui: { layers: ['core', 'console'], packages: ['preact', 'preact/hooks', '@preact/signals'] },
  demo: { layers: ['core', 'ports'], packages: 'any' },
  settings: { layers: ['core', 'ports'], packages: [] },
  config: { layers: ['settings'], packages: ['node:fs'] },
  plan: { layers: ['core', 'ports', 'edges', 'console', 'config', 'settings'], packages: ['node:path'] },
  commands: {
    layers: ['core', 'ports', 'roles', 'edges', 'app', 'plan', 'config', 'settings'],
    packages: 'any',
  },
  app: {
    layers: ['core', 'ports', 'roles', 'edges', 'console', 'demo', 'plan', 'config', 'settings'],
    packages: 'any',
  },
  main: { layers: ['app', 'commands', 'config', 'settings'], packages: ['commander'] },
  countermand: { layers: ['main'], packages: 'any' },
}

/** The layer that a file belongs to: its folder under `src`, or its own name. */
export function layerOf(path: string): string {
  if (path.startsWith('src/console/ui/')) return 'ui'
  return path.split('/')[1]?.replace(/\.(ts|js)$/, '') ?? ''
}

export function importFaults({ path, imports }: Source): string[] {
  const layer = layerOf(path)
  const row = importTable[layer]
  if (row === undefined) return [`${path}: ${layer} is no layer of the import table`]
  return imports.flatMap(({ from }) => {
    if (!from.startsWith('.')) {
      const allowed = row.packages === 'any' || row.packages.includes(from)
      return allowed ? [] : [`${path}: ${layer} may not import the package ${from}`]
    }
    const target = layerOf(resolveImport(path, from))
    const allowed = target === layer || row.layers.includes(target)
    return allowed ? [] : [`${path}: ${layer} may not import ${target} (${from})`]
  })
}

/** `./b.ts` seen from `src/a/c.ts` -> `src/a/b.ts` */
export function resolveImport(path: string, from: string): string {
  return posix.join(posix.dirname(path), from)
}
