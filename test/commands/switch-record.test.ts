import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { printSwitchRecord } from '../../src/commands/switch-record.ts'
import { openSwitchKey } from '../../src/edges/switch-key.ts'

const data = mkdtempSync(join(tmpdir(), 'countermand-switch-'))
afterAll(() => rmSync(data, { recursive: true, force: true }))

test('prints a record that is believed, with the key of the data folder', async () => {
  const secret = `whsec_${Buffer.alloc(32, 3).toString('base64')}`
  writeFileSync(join(data, 'switch.key'), `${secret}\n`)
  const printed = vi.spyOn(console, 'log').mockReturnValue()
  expect(await printSwitchRecord('on', { by: 'ops', reason: 'drill', data }, 5)).toBe(0)
  const { signed, signature } = JSON.parse(String(printed.mock.calls[0]?.[0])) as Record<string, string>
  printed.mockRestore()
  expect(openSwitchKey(secret).verify(signed ?? '', signature ?? '')).toBe(true)
  expect(JSON.parse(signed ?? '')).toEqual({
    switch: 'kill-switch',
    on: true,
    by: 'ops',
    reason: 'drill',
    at: 5,
  })
})

test('without a reason, a direction or a key it says what is missing', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue()
  expect(await printSwitchRecord('on', { by: 'ops', data }, 5)).toBe(1)
  expect(await printSwitchRecord('up', { by: 'ops', reason: 'drill', data }, 5)).toBe(1)
  expect(
    await printSwitchRecord('off', { by: 'ops', reason: 'drill', data, key: join(data, 'none') }, 5),
  ).toBe(1)
  expect(said.mock.calls.map(([line]) => String(line).slice(0, 60))).toEqual([
    'no record is made: it gives no reason (on or off, --by and -',
    'no record is made: it says neither on nor off (on or off, --',
    expect.stringMatching(/^no record is made: .*none/),
  ])
  said.mockRestore()
})
