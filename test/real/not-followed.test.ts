import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildPage } from '../../src/console/page-build.ts'
import { until } from '../console/live-page.ts'
import { peopleOf, peoplesSecret } from '../console/signed-in-people.ts'
import { type DecidingDesk, openDecidingDesk } from './deciding-desk.ts'

/** Two people in real browsers: one is followed, and the other is told that they were not. */
const program = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)
const missing = 'no browser: install chromium, or set CHROMIUM to its program'

let all: DecidingDesk
let browser: Browser
let [ines, omar]: Page[] = []
/** Whatever the browsers complain of. */
const complaints: string[] = []

beforeAll(async () => {
  if (program === undefined) return console.warn(`SKIPPED, people are told in a real browser: ${missing}`)
  all = await openDecidingDesk({}, { pageFolder: await buildPage(), linkStays: false })
  browser = await chromium.launch({ executablePath: program, args: ['--headless', '--no-sandbox'] })
  const people = await peopleOf(all.desk)
  const signedIn = async (id: string, role: 'analyst' | 'approver') => {
    await people.add(id, [role], 'safety')
    const page = await (await browser.newContext()).newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(all.desk.address)
    await page.getByLabel('Name').fill(id)
    await page.getByLabel('Secret').fill(peoplesSecret)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator('.connection.live').waitFor()
    return page
  }
  ines = await signedIn('ines', 'analyst')
  omar = await signedIn('omar', 'approver')
}, 60_000)
beforeEach((context) => {
  if (program === undefined) context.skip(missing)
})
afterAll(async () => {
  await browser?.close()
  await all?.close()
})

it('whoever was not followed is told so, with why, until they have seen it; nobody else is', async () => {
  const { machine, desk } = all
  const alert = await machine.deactivated('too-late', { mode: 'approve' })
  await (omar as Page).getByRole('button', { name: 'Yes, restore', exact: true }).click()
  const dialog = (omar as Page).locator('dialog[open]')
  await dialog.locator('textarea').fill('the actor had left')
  await dialog.getByRole('button', { name: 'Say yes', exact: true }).click()
  await until(async () => machine.states(alert.alertId).at(-1) === 'confirmed')

  // A no that ines said at the desk in the same moment, and that was read after the yes.
  const { alertId, source } = alert
  const instructionId = 'a no at the same moment'
  const at = desk.clock.now()
  await desk.database.insertInto('told_words').values({ instruction_id: instructionId, at }).execute()
  await machine.instruct({
    instructionId,
    do: 'veto',
    alertId,
    source,
    accountId: 'too-late',
    countermeasure: 'restore',
    by: 'ines',
    at,
    reason: 'the owner asked for it',
  })
  const band = (ines as Page).locator('.not-followed')
  await band.getByText('You were not followed').waitFor()
  expect(await band.innerText()).toMatch(
    /^You were not followed in saying no at [\d:]+: it is confirmed already contractor-1 deactivated too-late Seen$/,
  )
  expect(await (omar as Page).locator('.not-followed').count()).toBe(0)

  await band.getByRole('button', { name: /too-late/ }).click()
  await (ines as Page)
    .locator('.history li')
    .filter({ hasText: 'ines was not followed in saying no' })
    .getByText('it is confirmed already')
    .waitFor()
  await band.getByRole('button', { name: 'Seen', exact: true }).click()
  await band.waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
}, 30_000)
