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

test('the file is on while it is there, and its first line is the reason', async () => {
  expect(await readStopFile(folder)).toEqual({ on: false })
  writeFileSync(join(folder, 'STOP'), '  drill at noon \r\nand more\n')
  expect(await readStopFile(folder)).toEqual({ on: true, by: 'the file STOP', why: 'drill at noon' })
  unlinkSync(join(folder, 'STOP'))
  expect(await readStopFile(folder)).toEqual({ on: false })
})

test('an empty file is on, and so is a folder of that name', async () => {
  writeFileSync(join(folder, 'STOP'), '')
  expect(await readStopFile(folder)).toMatchObject({ on: true, why: 'it gives no reason' })
  unlinkSync(join(folder, 'STOP'))
  mkdirSync(join(folder, 'STOP'))
  expect(await readStopFile(folder)).toMatchObject({ on: true, why: 'it is there and cannot be read' })
})

test('a long reason is cut, and a file of megabytes is never read whole', async () => {
  writeFileSync(join(folder, 'STOP'), 'x'.repeat(5_000_000))
  expect(await readStopFile(folder)).toMatchObject({ on: true, why: 'x'.repeat(500) })
})

test('a data folder that is gone, or is none, cannot be read: that counts as on', async () => {
  expect(await readStopFile(join(folder, 'gone'))).toBe('unreadable')
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(await readStopFile(file)).toBe('unreadable')
})
