import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Brings Java programs from Maven Central once and keeps them: a folder with the jars of the named artifacts
 *  (`group:artifact:version` or `group:artifact:version:type:classifier`) and of all they need.
 *  Throws with Maven's own words where Java, Maven or the network is missing. */
export async function jars(artifacts: readonly string[]): Promise<string> {
  const name = createHash('sha256').update(artifacts.join('\n')).digest('hex').slice(0, 16)
  const folder = join(cacheFolder(), name)
  if (existsSync(join(folder, 'libs'))) return folder

  // Two test files may come here at once: each fills its own folder, and the first to finish gives it its name.
  const filling = `${folder}.${process.pid}`
  mkdirSync(filling, { recursive: true })
  writeFileSync(join(filling, 'pom.xml'), pom(artifacts))
  await run(
    'mvn',
    [
      '-q',
      '-B',
      'dependency:copy-dependencies',
      '-DincludeScope=runtime',
      `-DoutputDirectory=${filling}/libs`,
    ],
    { cwd: filling, timeout: 300_000, maxBuffer: 1 << 24 },
  )
  keep(filling, folder)
  return folder
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'countermand-tests')
}

function keep(filling: string, folder: string): void {
  try {
    renameSync(filling, folder)
  } catch {
    rmSync(filling, { recursive: true, force: true })
  }
}

function pom(artifacts: readonly string[]): string {
  const dependencies = artifacts.map((artifact) => {
    const [group, id, version, type, classifier] = artifact.split(':')
    return (
      `<dependency><groupId>${group}</groupId><artifactId>${id}</artifactId><version>${version}</version>` +
      (type === undefined ? '' : `<type>${type}</type>`) +
      (classifier === undefined ? '' : `<classifier>${classifier}</classifier>`) +
      '</dependency>'
    )
  })
  return (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>' +
    '<groupId>countermand</groupId><artifactId>tests</artifactId><version>1</version><packaging>pom</packaging>' +
    `<dependencies>${dependencies.join('')}</dependencies></project>`
  )
}

/** Brings the one file of an artifact (`group:artifact:version:type:classifier`) without what it needs, and
 *  unpacks it once: the folder that it became. */
export async function unpacked(artifact: string): Promise<string> {
  const folder = join(cacheFolder(), artifact.replaceAll(':', '-'))
  if (existsSync(folder)) return folder
  const filling = `${folder}.${process.pid}`
  mkdirSync(join(filling, 'archive'), { recursive: true })
  const archive = join(filling, 'archive')
  const copy = ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${archive}`]
  await run('mvn', copy, { cwd: filling, timeout: 300_000, maxBuffer: 1 << 24 })
  for (const file of readdirSync(archive)) {
    await run('tar', ['xzf', join(archive, file), '-C', filling], { timeout: 120_000 })
  }
  rmSync(archive, { recursive: true })
  keep(filling, folder)
  return folder
}
