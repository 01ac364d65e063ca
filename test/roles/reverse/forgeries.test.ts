import { afterEach, expect, test } from 'vitest'
import { type Desk, type DeskOptions, openDesk } from './desk.ts'
import { forgeSwitches } from './forged-switches.ts'
import { forgeWords } from './forged-words.ts'

let desk: Desk
const open = async (options?: DeskOptions) => (desk = await openDesk(options))
afterEach(() => desk.close())

test('a yes that is forged, replayed, re-targeted, too late or of the wrong person sends nothing; that of the right ones does', async () => {
  const besieged = await forgeWords({ count: 400, seed: 2017, open })
  expect(besieged).toMatchObject({ tried: 400, accepted: [], honestTried: 6, honestTaken: 6 })
  expect(Object.keys(besieged.ways).length).toBeGreaterThanOrEqual(19)
}, 120_000)

test('a record of the kill switch that is forged, replayed or misdated turns nothing, neither on nor off; a true one does', async () => {
  const besieged = await forgeSwitches({ count: 1_000, seed: 2017, open })
  expect(besieged).toMatchObject({ tried: 1_000, accepted: [], honestTried: 4, honestTaken: 4 })
  expect(Object.keys(besieged.ways)).toHaveLength(9)
}, 120_000)
