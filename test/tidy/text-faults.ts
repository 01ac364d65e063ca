/** Names that could hold anything. */
const namelessFile = /(^|\/)(utils?|helpers?|common|misc|types|managers?|services?|index)(\.[a-z.]+|\/)/

const linesMax = { src: 250, test: 400, table: 450 }

/** One table each, and nothing else: cut in two, nobody would find the row. */
const tables = new Set([
  'src/settings.ts',
  'src/edges/telemetry/metric-table.ts',
  'src/edges/telemetry/notice-table.ts',
])

/** What stands at the top of the project: the card's own list, and what tools demand there. */
const topLevel = new Set(
  (
    'package.json src schemas dashboards test docker-compose.yml README.md .ci .dockerignore .gitignore ' +
    '.oxlintrc.json Dockerfile LICENSE biome.json docs package-lock.json tsconfig.json vitest.config.ts'
  ).split(' '),
)

/** Each with what it is called when found. Brackets keep these lines from finding themselves. */
const unwanted: readonly [RegExp, string][] = [
  [/\b(TO[D]O|FIX[M]E|X[X]X|HA[C]K)\b/, 'an unfinished place'],
  [/(?<![\w.$}-])\/(w[o]rk|r[o]ot|h[o]me|U[s]ers|tmp\/b[a]sh_jobs)\//, 'a path of one machine'],
  [/\.(on[l]y|to[d]o)\((?!\))/, 'a test that switches others off'],
  [
    /https?:\/\/([\w-]+\.)*(registry|repo\d?|mirror|proxy|npm|nexus|artifactory)\.(?!example)[\w.-]+/,
    'the host of a package registry',
  ],
]

export function nameFaults(path: string): string[] {
  const [top = ''] = path.split('/')
  return [
    ...(namelessFile.test(path) ? [`${path}: the name could hold anything`] : []),
    ...(topLevel.has(top) ? [] : [`${path}: ${top} does not belong at the top of the project`]),
    ...(/^(src|test)\/.*[A-Z].*\.tsx?$/.test(path) ? [`${path}: files are named in kebab-case`] : []),
  ]
}

export function textFaults(path: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, n) =>
      unwanted.flatMap(([pattern, what]) => (pattern.test(line) ? [`${path}:${n + 1}: ${what}`] : [])),
    )
}

export function sizeFaults(path: string, text: string): string[] {
  if (!/\.tsx?$/.test(path)) return []
  const lines = text.trimEnd().split('\n').length
  const max = tables.has(path) ? linesMax.table : path.startsWith('src/') ? linesMax.src : linesMax.test
  return lines > max ? [`${path}: ${lines} lines, ${max} at most`] : []
}
