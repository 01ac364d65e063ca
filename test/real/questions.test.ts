import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildPage } from '../../src/console/page-build.ts'
import { askAt, foreseen } from '../console/asking.ts'
import { openTestConsole, type TestConsole } from '../console/open-console.ts'
import { changeBy } from '../console/people-and-alerts.ts'

const program = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)
const missing = 'no browser: install chromium, or set CHROMIUM to its program'

let desk: TestConsole
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  if (program === undefined) return console.warn(`SKIPPED, the page of a question: ${missing}`)
  desk = await openTestConsole({
    pageFolder: await buildPage(),
    changes: {
      readChange: (value) => [
        changeBy('d.keller', {
          account: { id: String(value), handle: '<b>@head</b>', followers: 44_000_000 },
        }),
      ],
    },
    check: async (change) => foreseen(change, change.account.id.includes('held') ? 'hold' : 'second-person'),
  })
  browser = await chromium.launch({
    executablePath: program,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  })
  page = await browser.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(desk.server.signInLink())
  await page.locator('.connection.live').waitFor()
})
beforeEach((context) => {
  if (program === undefined) context.skip(missing)
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

async function linkOf(accountId: string): Promise<string> {
  const { link = '' } = (await (await askAt(desk.address, accountId)).json()) as { link?: string }
  return link
}

it('the link opens the question: who, on whom, why it was noticed; and a yes with a reason is said once', async () => {
  await page.goto(await linkOf('one'))
  const heading = `May ${desk.pseudonym('d.keller')} deactivate <b>@head</b>?`
  await page.getByRole('heading', { name: heading }).waitFor()
  expect(await page.locator('.bars tfoot').innerText()).toContain('7.00')
  await page.getByRole('button', { name: 'Yes, it is meant' }).click()
  await page.locator('dialog[open] textarea').fill('spoke to the team')
  await page.getByRole('button', { name: 'Say yes' }).click()
  await page.getByText('analyst said yes at').waitFor()
  expect(await page.getByRole('button', { name: 'Yes, it is meant' }).count()).toBe(0)
  const [message] = await desk.outbox.waiting(10)
  expect(message?.topic).toBe('countermand.approvals')
})

it('whoever waits stands on the desk, and can be told no', async () => {
  await linkOf('two')
  await askAt(desk.address, 'held')
  await page.getByRole('button', { name: '← The field' }).click()
  await page.getByRole('heading', { name: 'Asked before acting' }).waitFor()
  await page.getByText('held until').waitFor()
  await page.locator('.questions li', { hasText: 'waits until' }).getByRole('button').click()
  await page.getByRole('button', { name: 'No', exact: true }).click()
  await page.locator('dialog[open] textarea').fill('the wrong account')
  await page.getByRole('button', { name: 'Say no' }).click()
  await page.getByText('analyst said no at').waitFor()
  expect(await page.getByRole('button', { name: 'No', exact: true }).count()).toBe(0)
})

it('a question that is gone is said to be gone, and the page has nothing to complain of', async () => {
  expect(complaints).toEqual([])
  await page.goto(`${desk.address}/#check=00000000-0000-0000-0000-000000000000`)
  await page.getByText('there is no such question').waitFor()
  await page.getByRole('button', { name: '← The field' }).click()
  await page.getByRole('heading', { name: 'The field' }).waitFor()
})
