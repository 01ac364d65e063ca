import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OpenedEntry } from '../../src/console/http/record-routes.ts'
import { openTestConsole, type TestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'
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
  expect(await desk.audit.erase('st-4711', 'quentin', 'asked for it', desk.clock.now())).toEqual(['st-4711'])
  expect(await seen()).toMatchObject({ who: 'rosa', whom: null, erased: true, unreadable: false })
})

it('what nobody can read and nobody erased is not called erased', async () => {
  await desk.database.deleteFrom('subject_keys').where('subject', '=', 'rosa').execute()
  expect(await seen()).toMatchObject({ who: null, erased: false, unreadable: true })
  await desk.audit.erase('st-4711', 'quentin', 'asked for it', desk.clock.now())
  expect(await seen()).toMatchObject({ who: null, whom: null, erased: true, unreadable: true })
})

it('whom the log of the platform shows beside our undoing is a pseudonym, and can be erased like everybody', async () => {
  const alert = alertOn(changeBy('st-4711'))
  const says = 'the log shows suspend by {hand 1}, delete by {hand 2} after the change'
  const hands = ['staff-7', 'mo']
  await desk.cases.takeReversals([reversalOf(alert, 'superseded', { says, hands })], desk.clock.now())
  const moved = async () => {
    const text = await (await auditor.get(`/v1/cases/${caseId}/record`)).text()
    expect(text).not.toMatch(/staff-7|"mo"/u)
    const { entries } = JSON.parse(text) as { entries: OpenedEntry[] }
    return entries.find(({ deed }) => deed === 'reversal-moved')
  }
  const [it, mo] = hands.map(desk.pseudonym)
  expect(await moved()).toMatchObject({
    why: `the log shows suspend by ${it}, delete by ${mo} after the change`,
    erased: false,
    unreadable: false,
  })
  expect(await moved()).not.toHaveProperty('hand 1')
  await desk.audit.erase('staff-7', 'quentin', 'asked for it', desk.clock.now())
  expect(await moved()).toMatchObject({
    why: `the log shows suspend by somebody, delete by ${mo} after the change`,
    erased: true,
    unreadable: false,
  })
})

it('in the words of an entry every hand of the case is a pseudonym, also who is not the one it is about', async () => {
  const alert = alertOn(
    changeBy('st-4711', { actor: { id: 'st-4711', kind: 'contractor', onBehalfOf: 'dana' } }),
  )
  await desk.cases.takeAlerts([{ ...alert, alertId: 'for-dana' }], desk.clock.now())
  const why = 'dana, for whom st-4711 did it; {hand 1}'
  await desk.audit.record([{ deed: 'verdict-given', at: 1, by: 'rosa', whom: 'st-4711', about: caseId, why }])
  const { entries } = (await (await auditor.get(`/v1/cases/${caseId}/record`)).json()) as {
    entries: OpenedEntry[]
  }
  expect(entries.find(({ deed }) => deed === 'verdict-given')?.why).toBe(
    `${desk.pseudonym('dana')}, for whom ${desk.pseudonym('st-4711')} did it; {hand 1}`,
  )
})
