import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { judge, type Report, scoreLines, survivorLines } from './judge.ts'
import { type Part, parts } from './parts.ts'

/** Mutation testing of what decides whether an account is touched: `npm run mutants [-- part …]`. Ends with 1 where
 *  fewer than 90 % of the mutants were killed, or one survived in a gate. Does again only what has changed since the
 *  last run: `data/mutation` remembers it. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const stryker = 'test/mutation/node_modules/@stryker-mutator/core/bin/stryker.js'
const folder = 'data/mutation'
/** A file in memory where the system has such a place: each run of a store's tests waits for the disk else. */
const quickFolder = existsSync('/dev/shm') ? '/dev/shm' : undefined

function run(name: string, part: Part): Report {
  const config = {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/*', './test/mutation/unreachable.ts'],
    ignorers: ['unreachable'],
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    mutate: part.mutate,
    coverageAnalysis: 'perTest',
    concurrency: 1,
    // A busy machine is not an endless loop.
    timeoutMS: 30_000,
    incremental: true,
    incrementalFile: `${folder}/${name}.incremental.json`,
    tempDirName: `${folder}/sandbox`,
    // TypeScript 7 has none of the functions by which Stryker would rewrite a tsconfig.json, and nothing here reads it.
    ignorePatterns: ['data', 'tsconfig.json', 'dashboards', 'src/console/ui', 'src/console/pictures'],
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: `${folder}/${name}.json` },
    logLevel: 'warn',
  }
  mkdirSync(root + folder, { recursive: true })
  writeFileSync(`${root}${folder}/${name}.config.json`, JSON.stringify(config))
  console.log(`${name}: ${part.mutate.length} files`)
  const { status } = spawnSync(process.execPath, [stryker, 'run', `${folder}/${name}.config.json`], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      MUTATED_PART: name,
      ...(quickFolder === undefined ? {} : { TMPDIR: quickFolder }),
    },
  })
  if (status !== 0) throw new Error(`Stryker ended with ${status} at ${name}`)
  return JSON.parse(readFileSync(`${root}${folder}/${name}.json`, 'utf8')) as Report
}

if (!existsSync(root + stryker)) {
  console.error('Stryker is not installed: npm ci --prefix test/mutation')
  process.exit(2)
}
const asked = process.argv.slice(2)
const unknown = asked.filter((name) => parts[name] === undefined)
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}
const reports = Object.entries(parts)
  .filter(([name, { isLong }]) => (asked.length === 0 ? isLong !== true : asked.includes(name)))
  .map(([name, part]) => ({ name, report: run(name, part) }))
console.log(reports.flatMap(({ report }) => survivorLines(report)).join('\n'))
console.log(scoreLines(reports).join('\n'))
const faults = judge(reports)
console.log(faults.join('\n'))
process.exitCode = faults.length === 0 ? 0 : 1
