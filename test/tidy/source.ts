import { type ESTree, parseSync } from 'vite'

/** One source file as the tidiness checks see it. */
export interface Source {
  /** From the project's root: `src/core/policy/severity.ts`. */
  readonly path: string
  readonly text: string
  readonly imports: readonly Import[]
  readonly exports: readonly string[]
  /** Names that the file reads from outside itself: `process`, `Date.now`, and every identifier it uses. */
  readonly names: readonly string[]
}

export interface Import {
  /** `node:fs`, `yaml`, `../core/x.ts`. */
  readonly from: string
  /** What is taken of it; `*` for everything, also by `import()`. */
  readonly names: readonly string[]
}

type Node = ESTree.Node

export function readSource(path: string, text: string): Source {
  const { module, program, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} cannot be parsed: ${error.message}`)
  const names: string[] = []
  const loaded: Import[] = []
  walk(program, (node) => {
    const name = nameRead(node)
    if (name !== undefined) names.push(name)
    if (node.type === 'ImportExpression' || node.type === 'TSImportType') {
      const from = node.source.type === 'Literal' ? node.source.value : undefined
      if (typeof from === 'string') loaded.push({ from, names: ['*'] })
    }
  })
  const reExported = module.staticExports.flatMap((statement) =>
    statement.entries.flatMap(({ moduleRequest, importName }) =>
      moduleRequest === null ? [] : [{ from: moduleRequest.value, names: [importName.name ?? '*'] }],
    ),
  )
  const imported = module.staticImports.map(({ moduleRequest, entries }) => ({
    from: moduleRequest.value,
    names: entries.map(({ importName }) =>
      importName.kind === 'Default' ? 'default' : (importName.name ?? '*'),
    ),
  }))
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.map(({ exportName }) => (exportName.kind === 'Default' ? 'default' : (exportName.name ?? '*'))),
  )
  return { path, text, names, exports, imports: [...imported, ...reExported, ...loaded] }
}

/** `Date.now` for a member of a plain name, else the name itself. */
function nameRead(node: Node): string | undefined {
  if (node.type === 'Identifier') return node.name
  if (node.type !== 'MemberExpression' || node.computed || node.object.type !== 'Identifier') return undefined
  return node.property.type === 'Identifier' ? `${node.object.name}.${node.property.name}` : undefined
}

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const [field, value] of Object.entries(node)) {
    if (isOnlyALabel(node, field)) continue
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit)
  }
}

/** The `now` of `Date.now` and the `process` of `{ process: 1 }` are names of members, not of anything read. A
 *  plain name in front of a dot is read together with its member. */
function isOnlyALabel(node: Node, field: string): boolean {
  if (node.type === 'MemberExpression' && !node.computed)
    return field === 'property' || (field === 'object' && node.object.type === 'Identifier')
  const named = [
    'Property',
    'PropertyDefinition',
    'MethodDefinition',
    'TSPropertySignature',
    'TSMethodSignature',
  ]
  return named.includes(node.type) && field === 'key' && !('computed' in node && node.computed)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
