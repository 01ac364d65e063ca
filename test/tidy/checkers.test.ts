import { describe, expect, it } from 'vitest'
import { deadExports, deadFiles } from './dead-code.ts'
import { importFaults } from './import-table.ts'
import { undeclaredPackages, unusedPackages, versionFaults } from './package-faults.ts'
import { coreFaults } from './pure-core.ts'
import { commandsIn, readmeNames, tableFaults } from './readme-tables.ts'
import { readSource } from './source.ts'
import { nameFaults, sizeFaults, textFaults } from './text-faults.ts'

/** Every checker, shown a small thing that is wrong: a check that never fails checks nothing. */

describe('the import table', () => {
  it.each([
    ['src/core/a.ts', "import { b } from './b.ts'", []],
    ['src/core/a.ts', "import { parse } from 'yaml'", []],
    ['src/core/a.ts', "import 'node:fs'", [/^src\/core\/a.ts: core may not import the package node:fs$/]],
    ['src/core/a.ts', "import type { Log } from '../ports/log.ts'", [/core may not import ports/]],
    ['src/core/a.ts', "export { b } from '../edges/b.ts'", [/core may not import edges/]],
    ['src/core/a.ts', "type B = import('../roles/b.ts').B", [/core may not import roles/]],
    ['src/core/a.ts', "const b = await import('../app.ts')", [/core may not import app/]],
    ['src/roles/a.ts', "import 'node:crypto'", []],
    ['src/roles/a.ts', "import 'node:fs'", [/roles may not import the package node:fs/]],
    ['src/roles/detect/a.ts', "import '../../edges/b.ts'", [/roles may not import edges/]],
    ['src/edges/log/a.ts', "import '../../console/http/b.ts'", [/edges may not import console/]],
    ['src/console/a.ts', "import '../edges/b.ts'", [/console may not import edges/]],
    ['src/console/ui/a.tsx', "import '../live/b.ts'", []],
    ['src/console/ui/a.tsx', "import 'fastify'", [/ui may not import the package fastify/]],
    ['src/main.ts', "import './edges/b.ts'", [/main may not import edges/]],
    ['src/attic/a.ts', '', [/attic is no layer/]],
  ])('%s with %s', (path, text, faults) => {
    expect(importFaults(readSource(path, text))).toEqual(faults.map((fault) => expect.stringMatching(fault)))
  })
})

describe('the core', () => {
  it.each([
    ['const at = Date.parse(text) + Date.UTC(2017, 10)', []],
    ['const at = Date.now()', ['Date.now']],
    ['const at = new Date()', ['Date']],
    ['const p = Math.random() + Math.max(1, 2)', ['Math.random']],
    ['setTimeout(go, 5); process.exit(1); console.log(2)', ['setTimeout', 'process.exit', 'console.log']],
    ['const row = { process: 1, performance: 2 }.process; interface A { fetch: 1 }', []],
    ['const { env } = process', ['process']],
    ["const time = (Date)['now']()", ['Date']],
  ])('%s', (text, worldly) => {
    const faults = coreFaults(readSource('src/core/a.ts', text))
    expect(faults).toEqual(worldly.map((name) => `src/core/a.ts: the core knows no ${name}`))
  })
})

describe('dead code', () => {
  const sources = [
    readSource('src/main.ts', "import { used } from './used.ts'; const x = await import('./loaded.ts')"),
    readSource(
      'src/used.ts',
      'export const used = 1; export const spare = 2; export type Own = 1; let a: Own',
    ),
    readSource('src/loaded.ts', 'export const all = 1'),
    readSource('src/tried.ts', 'export const tried = 1'),
    readSource('test/tried.test.ts', "import { tried } from '../src/tried.ts'"),
  ]

  it('is a file that only its test reaches', () => {
    expect(deadFiles(sources, ['src/main.ts'])).toEqual(['src/tried.ts'])
  })

  it('is an export that nobody takes', () => {
    expect(deadExports(sources)).toEqual(['src/used.ts: nobody uses spare'])
  })
})

// Put together here, so that this file itself stays clean.
const unfinished = ['TO', 'DO'].join('')
const only = ['on', 'ly'].join('')
const registry = ['registry', 'npmjs', 'org'].join('.')
const home = ['', 'home', 'me', 'x'].join('/')

describe('texts and names', () => {
  it.each([
    [`// ${unfinished}: later`, [/a.ts:1: an unfinished place/]],
    [`ok\nconst path = '${home}'`, [/a.ts:2: a path of one machine/]],
    [`it.${only}('x', () => {})`, [/switches others off/]],
    [`https://${registry}/x`, [/host of a package registry/]],
    ['https://registry.example/x http://registry:8080 /var/lib/x', []],
  ])('%s', (text, faults) => {
    expect(textFaults('a.ts', text)).toEqual(faults.map((fault) => expect.stringMatching(fault)))
  })

  it.each([
    ['src/core/utils.ts', /could hold anything/],
    ['src/edges/helpers/x.ts', /could hold anything/],
    ['src/core/index.ts', /could hold anything/],
    ['src/core/accountChange.ts', /kebab-case/],
    ['attic/x.txt', /does not belong at the top/],
  ])('%s is refused', (path, fault) => {
    expect(nameFaults(path)).toEqual([expect.stringMatching(fault)])
  })

  it('refuses a file of 251 lines in src and takes it in test', () => {
    const text = 'x\n'.repeat(251)
    expect(sizeFaults('src/a.ts', text)).toEqual(['src/a.ts: 251 lines, 250 at most'])
    expect(sizeFaults('src/a.ts', 'x\n'.repeat(250))).toEqual([])
    expect(sizeFaults('test/a.ts', text)).toEqual([])
  })
})

describe('packages', () => {
  const manifest = { dependencies: { ws: '8.23.0', pino: '^10.4.0' }, devDependencies: { vitest: '5.1.1' } }

  it('refuses a version that is not exact', () => {
    expect(versionFaults(manifest)).toEqual(['package.json: pino is "^10.4.0", an exact version is needed'])
    expect(versionFaults({ ...manifest, dependencies: { a: 'npm:@b/c@1.2.3' } })).toEqual([])
  })

  it('refuses a package that is not declared, one that only tests may use, and one that nobody imports', () => {
    const sources = [
      readSource('src/a.ts', "import 'ws/x'; import 'vitest'; import 'node:fs'"),
      readSource('test/a.test.ts', "import 'vitest'; import '@scope/name/part'"),
    ]
    expect(undeclaredPackages(manifest, sources)).toEqual([
      'src/a.ts: vitest is not declared',
      'test/a.test.ts: @scope/name is not declared',
    ])
    expect(unusedPackages(manifest, sources)).toEqual(['package.json: nobody imports pino'])
  })
})

describe('the tables of the README', () => {
  const readme = [
    'Words with `code` before.',
    '<!-- settings -->',
    '',
    '| name | unit |',
    '| --- | --- |',
    '| `PORT` | `port` |',
    '| `GONE` (`--gone`) | |',
    '',
    '| other | table |',
  ].join('\n')

  it('are read after their mark, first column only', () => {
    expect(readmeNames(readme, 'settings')).toEqual(['PORT', 'GONE', '--gone'])
    expect(readmeNames(readme, 'metrics')).toBeUndefined()
  })

  it('are compared both ways', () => {
    expect(tableFaults(readme.replace(' (`--gone`)', ''), 'settings', ['PORT', 'HOST'])).toEqual([
      'README.md, settings: HOST is missing',
      'README.md, settings: there is no GONE',
    ])
    expect(tableFaults(readme, 'metrics', [])).toEqual(['README.md has no table after <!-- metrics -->'])
  })

  it('know the commands and those below them', () => {
    const main = [
      "const start = program\n  .command('start')\n  .action(go)",
      "program.command('replay <file>')",
      "const policy = program.command('policy')",
      "policy\n  .command('check')",
    ].join('\n')
    expect(commandsIn(main)).toEqual(['start', 'replay', 'policy check'])
  })
})
