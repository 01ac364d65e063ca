import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OpenedEntry } from '../../src/console/http/record-routes.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy } from './people-and-alerts.ts'
import { type Hand, peopleOf } from './signed-in-people.ts'

let desk: TestConsole
let analyst: Hand
let auditor: Hand
let caseId: string
beforeEach(async () => {
  desk = await openTestConsole({ veiled: true, linkStays: false })
  const people = await peopleOf(desk)
  analyst = await people.add('rosa', ['analyst'])
  auditor = await people.add('quentin', ['auditor'])
  await desk.cases.takeAlerts([alertOn(changeBy('st-4711'))], desk.clock.now())
  caseId = (await desk.cases.list({ limit: 1, order: 'newest' }))[0]?.caseId ?? ''
  await analyst.get(`/v1/cases/${caseId}`)
})
afterEach(() => desk.close())

/** The first entry about the case: that Rosa saw it. */
async function seen(): Promise<Partial<OpenedEntry>> {
  const answer = await auditor.get(`/v1/cases/${caseId}/record`)
  const { entries } = (await answer.json()) as { entries: OpenedEntry[] }
  return entries[0] ?? {}
}

it('whoever is erased is erased from the entries on who saw their case, and the page says so', async () => {
  expect(await seen()).toMatchObject({ deed: 'case-seen', who: 'rosa', erased: false, unreadable: false })
  expect(await desk.audit.erase('st-4711', 'quentin', 'asked for it', desk.clock.now())).toBe(true)
  expect(await seen()).toMatchObject({ who: 'rosa', whom: null, erased: true, unreadable: false })
})

it('what nobody can read and nobody erased is not called erased', async () => {
  await desk.database.deleteFrom('subject_keys').where('subject', '=', 'rosa').execute()
  expect(await seen()).toMatchObject({ who: null, erased: false, unreadable: true })
  await desk.audit.erase('st-4711', 'quentin', 'asked for it', desk.clock.now())
  expect(await seen()).toMatchObject({ who: null, whom: null, erased: true, unreadable: true })
})
