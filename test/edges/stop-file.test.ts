import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readStopFile } from '../../src/edges/stop-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countermand-stop-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('the file is on while it is there, and its first line is the reason', () => {
  expect(readStopFile(folder)).toEqual({ on: false })
  writeFileSync(join(folder, 'STOP'), '  drill at noon \r\nand more\n')
  expect(readStopFile(folder)).toEqual({ on: true, by: 'the file STOP', why: 'drill at noon' })
  unlinkSync(join(folder, 'STOP'))
  expect(readStopFile(folder)).toEqual({ on: false })
})

test('an empty file is on, and so is a folder of that name', () => {
  writeFileSync(join(folder, 'STOP'), '')
  expect(readStopFile(folder)).toMatchObject({ on: true, why: 'it gives no reason' })
  unlinkSync(join(folder, 'STOP'))
  mkdirSync(join(folder, 'STOP'))
  expect(readStopFile(folder)).toMatchObject({ on: true, why: 'it is there and cannot be read' })
})

test('a pipe of that name is on, and holds nobody up', () => {
  execFileSync('mkfifo', [join(folder, 'STOP')])
  expect(readStopFile(folder)).toMatchObject({ on: true })
})

test('a long reason is cut, and a file of megabytes is never read whole', () => {
  writeFileSync(join(folder, 'STOP'), 'x'.repeat(5_000_000))
  expect(readStopFile(folder)).toMatchObject({ on: true, why: 'x'.repeat(500) })
})

test('a data folder that is gone, or is none, cannot be read: that counts as on', () => {
  expect(readStopFile(join(folder, 'gone'))).toBe('unreadable')
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(readStopFile(file)).toBe('unreadable')
})

test('a link is on whatever it leads to: to a reason, to nothing, to itself, to below a file', () => {
  const stop = join(folder, 'STOP')
  const link = (target: string) => {
    rmSync(stop, { force: true })
    symlinkSync(target, stop)
    return readStopFile(folder)
  }
  const aside = mkdtempSync(join(tmpdir(), 'countermand-aside-'))
  writeFileSync(join(aside, 'reason'), 'drill\n')
  writeFileSync(join(aside, 'file'), '')
  expect(link(join(aside, 'reason'))).toEqual({ on: true, by: 'the file STOP', why: 'drill' })
  const unread = { on: true, by: 'the file STOP', why: 'it is there and cannot be read' }
  expect(link('/nowhere')).toEqual(unread)
  expect(link('STOP')).toEqual(unread)
  expect(link(join(aside, 'file', 'below'))).toEqual(unread)
  rmSync(aside, { recursive: true })
  rmSync(stop)
  expect(readStopFile(folder)).toEqual({ on: false })
})

test('a link into a folder that is closed is on', () => {
  const shut = mkdtempSync(join(tmpdir(), 'countermand-shut-'))
  writeFileSync(join(shut, 'reason'), 'drill\n')
  symlinkSync(join(shut, 'reason'), join(folder, 'STOP'))
  chmodSync(folder, 0o755)
  chmodSync(shut, 0)
  expect(readAsStranger()).toBe('{"on":true,"by":"the file STOP","why":"it is there and cannot be read"}')
  chmodSync(shut, 0o700)
  rmSync(shut, { recursive: true })
})

test('a data folder that may not be looked into cannot be read: that counts as on', () => {
  chmodSync(folder, 0)
  expect(readAsStranger()).toBe('"unreadable"')
  chmodSync(folder, 0o700)
})

/** As a user to whom no permission is given: root passes every door. */
function readAsStranger(): string {
  const script = join(import.meta.dirname, '../../src/edges/stop-file.ts')
  const read =
    'const { readStopFile } = await import(process.argv[1]); console.log(JSON.stringify(readStopFile(process.argv[2])))'
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  return String(
    execFileSync(process.execPath, ['--input-type=module', '-e', read, script, folder], user),
  ).trim()
}
