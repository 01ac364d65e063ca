/** As much of Babel's syntax tree as this looks at. */
interface Node {
  readonly type: string
  readonly test?: Node | null
  readonly consequent?: readonly Node[]
  readonly argument?: Node
  readonly typeAnnotation?: Node
}

/** Why a place is not mutated: the `default:` of a switch that ends in `satisfies never` is one that no test could ever
 *  get to. */
export function unreachable({ type, test, consequent = [] }: Node): string | undefined {
  const isLast = type === 'SwitchCase' && test === null
  return isLast && consequent.length > 0 && consequent.every(isNever)
    ? 'the compiler proves that it is never reached'
    : undefined
}

function isNever({ argument }: Node): boolean {
  return argument?.type === 'TSSatisfiesExpression' && argument.typeAnnotation?.type === 'TSNeverKeyword'
}

/** Read by Stryker, which takes a plugin for its kind and name. */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'unreachable',
    value: { shouldIgnore: ({ node }: { readonly node: Node }) => unreachable(node) },
  },
]
