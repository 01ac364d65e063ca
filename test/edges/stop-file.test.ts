import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
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
