import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { alertIdOf, commandIdOf } from '../../src/roles/ids.ts'

test('the same change makes the same alert and the same command, today and after any replay', () => {
  const digest = createHash('sha256').update('5:alert4:demo2:e16:change', 'utf16le').digest('hex')
  expect(alertIdOf('demo', 'e1', 'change')).toBe(digest.slice(0, 32))
  expect(commandIdOf('demo', 'e1', 'reactivate')).toBe(commandIdOf('demo', 'e1', 'reactivate'))
  expect(commandIdOf('demo', 'e1', 'reactivate')).toMatch(/^[0-9a-f]{32}$/)
})

test('no two causes share an id, however their names run into each other', () => {
  const ids = [
    alertIdOf('demo', 'e1', 'change'),
    alertIdOf('demoe', '1', 'change'),
    alertIdOf('demo', '2:e1', 'change'),
    alertIdOf('demo', 'e1', 'not-acted'),
    alertIdOf('demo', 'e1', 'change', ''),
    alertIdOf('demo', 'e1', 'change', 'e2'),
    alertIdOf('demo', '\ud800', 'change'),
    alertIdOf('demo', '\ud801', 'change'),
    alertIdOf('demo', '\ufffd', 'change'),
    commandIdOf('demo', 'e1', 'reactivate'),
    commandIdOf('demo', 'e1', 'preserve'),
    commandIdOf('other', 'e1', 'preserve'),
  ]
  expect(new Set(ids).size).toBe(ids.length)
})
