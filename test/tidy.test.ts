import { describe, expect, it } from 'vitest'
import { metricTable } from '../src/edges/telemetry/metric-table.ts'
import { settings } from '../src/settings.ts'
import { deadExports, deadFiles } from './tidy/dead-code.ts'
import { importFaults } from './tidy/import-table.ts'
import { type Manifest, undeclaredPackages, unusedPackages, versionFaults } from './tidy/package-faults.ts'
import { projectFiles, projectSources, readReadme, readText } from './tidy/project.ts'
import { coreFaults } from './tidy/pure-core.ts'
import { commandsIn, tableFaults } from './tidy/readme-tables.ts'
import { nameFaults, sizeFaults, textFaults } from './tidy/text-faults.ts'

const files = projectFiles()
const sources = projectSources()
const inSrc = sources.filter(({ path }) => path.startsWith('src/'))
const manifest = JSON.parse(readText('package.json')) as Manifest
const entrances = ['src/countermand.js', 'src/main.ts', 'src/app/demo/thread.ts', 'src/console/ui/main.tsx']

describe('the code', () => {
  it('imports one way only: core decides, edges do, roles carry, app joins, main starts', () => {
    expect(inSrc.flatMap(importFaults)).toEqual([])
  })

  it('keeps clocks, chance and the process out of the core', () => {
    expect(inSrc.flatMap(coreFaults)).toEqual([])
  })

  it('has no file that nobody reaches', (context) => {
    const missing = entrances.filter((path) => !files.includes(path))
    if (missing.length > 0) context.skip(`there is no ${missing.join(' and no ')} yet`)
    expect(deadFiles(sources, entrances)).toEqual([])
  })

  it('has no export that nobody uses', () => {
    expect(deadExports(sources)).toEqual([])
  })

  it('is told in files that are one idea', () => {
    const texts = files.filter((path) => /^(src|test)\//.test(path))
    expect(texts.flatMap((path) => sizeFaults(path, readText(path)))).toEqual([])
  })
})

describe('the project', () => {
  it('has file names that say what is in them, and nothing at its top that does not belong there', () => {
    expect(files.flatMap(nameFaults)).toEqual([])
  })

  it('names no unfinished place, no path of one machine and no package registry', () => {
    const texts = files.filter((path) => !/\.(png|svg|gz|avro|ico|woff2)$/.test(path) && path !== 'LICENSE')
    expect(texts.flatMap((path) => textFaults(path, readText(path)))).toEqual([])
  })

  it('pins every dependency, and declares what it imports', () => {
    expect(versionFaults(manifest)).toEqual([])
    expect(undeclaredPackages(manifest, sources)).toEqual([])
  })

  it('has no dependency that nobody imports', () => {
    expect(unusedPackages(manifest, sources)).toEqual([])
  })

  it('has a lockfile without addresses, so that everybody installs from the registry of their own', () => {
    expect(readText('package-lock.json')).not.toMatch(/"resolved": "http/)
  })
})

describe('the README names the same things as the code, no more and no fewer', () => {
  it.for([
    ['settings', settings.map(({ env }) => env)],
    ['metrics', metricTable.map(({ name }) => name)],
    [
      'commands',
      commandsIn(
        ['src/main.ts', ...files.filter((path) => path.startsWith('src/main/'))].map(readText).join('\n'),
      ),
    ],
    [
      'dependencies',
      Object.keys({
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.optionalDependencies,
      }),
    ],
  ] as const)('%s', ([name, inCode], context) => {
    const readme = readReadme() ?? context.skip('README.md is not written yet')
    expect(tableFaults(readme, name, inCode)).toEqual([])
  })
})
