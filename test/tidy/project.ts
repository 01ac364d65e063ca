import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readSource, type Source } from './source.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Every file that is, or would be, committed. Paths from the project's root. */
export function projectFiles(): string[] {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard']
  const { status, stdout, stderr } = spawnSync('git', words, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`git cannot list the project's files: ${stderr}`)
  return stdout.split('\n').filter((path) => path !== '' && existsSync(root + path))
}

export function readText(path: string): string {
  return readFileSync(root + path, 'utf8')
}

/** The README, once it is written. */
export function readReadme(): string | undefined {
  return existsSync(`${root}README.md`) ? readText('README.md') : undefined
}

export function projectSources(): Source[] {
  return projectFiles()
    .filter((path) => /^(src|test)\/.*\.tsx?$|^src\/.*\.js$/.test(path))
    .map((path) => readSource(path, readText(path)))
}
