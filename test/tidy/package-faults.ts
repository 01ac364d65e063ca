import type { Source } from './source.ts'

export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** Programs that npm scripts call and nobody imports. */
const tools = new Set(['@biomejs/biome', 'oxlint', 'oxlint-tsgolint', 'typescript'])

export function versionFaults(manifest: Manifest): string[] {
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
  return Object.entries(all)
    .filter(([, version]) => !/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => `package.json: ${name} is "${version}", an exact version is needed`)
}

/** Packages that are imported and not declared. What `src` imports must be a dependency proper. */
export function undeclaredPackages(manifest: Manifest, sources: readonly Source[]): string[] {
  const { dependencies, devDependencies } = manifest
  return sources.flatMap(({ path, imports }) => {
    const declared = path.startsWith('src/') ? dependencies : { ...dependencies, ...devDependencies }
    return imports
      .map(({ from }) => packageOf(from))
      .filter((name) => name !== undefined && !(name in declared))
      .map((name) => `${path}: ${name} is not declared`)
  })
}

/** Packages that are declared and that nobody imports, apart from tools and types. */
export function unusedPackages(manifest: Manifest, sources: readonly Source[]): string[] {
  const used = new Set(sources.flatMap(({ imports }) => imports.map(({ from }) => packageOf(from))))
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter((name) => !used.has(name) && !tools.has(name) && !name.startsWith('@types/'))
    .map((name) => `package.json: nobody imports ${name}`)
}

/** `@fastify/static/x` -> `@fastify/static`; undefined for Node's own and for files. */
function packageOf(from: string): string | undefined {
  if (from.startsWith('.') || from.startsWith('node:') || from.startsWith('/')) return undefined
  return from.split('/', from.startsWith('@') ? 2 : 1).join('/')
}
