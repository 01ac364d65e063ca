import { afterEach, expect, it } from 'vitest'
import { forgeRequests } from './forged-requests.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'

let desk: TestConsole
afterEach(() => desk.close())

it('lets nobody say yes with a made-up, altered, ended or stolen session, from elsewhere, or without leave; and whoever may', async () => {
  desk = await openTestConsole({ authors: { 'last-hour-on-protected': 'rita' } })
  const besieged = await forgeRequests({ count: 200, seed: 2017 }, desk)
  expect(besieged).toMatchObject({ tried: 200, accepted: [], honestTried: 2, honestTaken: 2 })
  expect(Object.keys(besieged.ways).length).toBeGreaterThanOrEqual(14)
}, 120_000)
