import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildPage } from '../../src/console/page-build.ts'
import { day } from '../../src/console/ui/figures.ts'
import { boundSays } from '../../src/console/ui/question-words.ts'
import { boundNames } from '../../src/core/ask/exact-change.ts'
import type { AccountChange } from '../../src/core/change/account-change.ts'
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
          ...(String(value) === 'all' && all),
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

/** Everything that an actor can give. */
const all: Partial<AccountChange> = {
  actor: { id: 'd.keller', kind: 'contractor', onBehalfOf: 'theboss' },
  rawAction: 'purge',
  until: Date.now() + 86_400_000,
  scope: 'global',
  operationId: 'op-1',
  operationSize: 3,
  reason: {
    code: '<i>spam</i>',
    policies: ['terms-7', 'terms-2'],
    ticketId: 'T-1',
    reportId: 'R-1',
    assignment: 'routed',
    note: 'as it\nis',
    approvedBy: ['lead-1'],
  },
  labels: { strikes: '2', area: 'x' },
}

async function linkOf(accountId: string): Promise<string> {
  const { link = '' } = (await (await askAt(desk.address, accountId)).json()) as { link?: string }
  return link
}

it('the link opens the question: who, on whom, why it was noticed; and a yes with a reason is said once', async () => {
  await page.goto(await linkOf('one'))
  const heading = `May ${desk.pseudonym('d.keller')} deactivate <b>@head</b>?`
  await page.getByRole('heading', { name: heading }).waitFor()
  expect(await page.locator('.bars tfoot').innerText()).toContain('7.00')
  // It was weighed by another policy than the page was told of.
  await page.getByText('Points by policy 0123456789ab; how that was calibrated is not known here.').waitFor()
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

it('what is held can be told no, and not yet yes', async () => {
  await page.getByRole('button', { name: '← The field' }).click()
  await page.locator('.questions li', { hasText: 'held until' }).getByRole('button').click()
  await page.getByText('A no is heard at once.').waitFor()
  expect(await page.getByRole('button', { name: 'Yes, it is meant' }).count()).toBe(0)
  await page.getByRole('button', { name: 'No', exact: true }).click()
  await page.locator('dialog[open] textarea').fill('the wrong account')
  await page.getByRole('button', { name: 'Say no' }).click()
  await page.getByText('analyst said no at').waitFor()
})

it('shows all that a yes is bound to, each value by itself, and tells questions of one hand apart in the list', async () => {
  const link = await linkOf('all')
  await linkOf('all-else')
  await page.goto(link)
  await page.getByRole('heading', { name: 'What a yes is for' }).waitFor()
  const rows = (await page.locator('.bound dl > *').allInnerTexts()).map((text) => text.trim())
  // biome-ignore format: a table for people.
  expect(rows).toEqual([
    'Platform', 'desk', 'Actor', desk.pseudonym('d.keller'),
    'On behalf of', desk.pseudonym('theboss'), 'Account', 'all', 'Action', 'deactivate',
    'The platform’s own word', 'purge', 'Until', day(Number(all.until)), 'Scope', 'global',
    'Operation', 'op-1', 'Accounts of the operation', '3', 'Reason', '<i>spam</i>',
    'Policies', 'terms-2', 'terms-7', 'Ticket', 'T-1', 'Report', 'R-1', 'Assignment', 'routed',
    'Note', 'as it\nis', 'Approved by', desk.pseudonym('lead-1'), 'Labels', 'area: x', 'strikes: 2',
  ])
  expect(boundNames.length).toBe(rows.filter((row) => Object.values(boundSays).includes(row)).length)
  await page.getByRole('button', { name: '← The field' }).click()
  const listed = page.locator('.questions li button')
  await expect
    .poll(async () => (await listed.allInnerTexts()).filter((text) => text.includes('terms-7')))
    .toHaveLength(1)
  const sentences = await listed.allInnerTexts()
  expect(new Set(sentences).size).toBe(sentences.length)
})

it('judges by the server whether the time is over, however wrong the clock of the browser is', async () => {
  const context = await browser.newContext()
  await context.addInitScript('const real = Date.now; Date.now = () => real() + 86_400_000')
  await context.addCookies(await page.context().cookies())
  const other = await context.newPage()
  await other.goto(await linkOf('ahead'))
  await other.locator('.connection.live').waitFor()
  await expect.poll(() => other.getByRole('button', { name: 'Yes, it is meant' }).count()).toBe(1)
  await context.close()
})

it('a question that is gone is said to be gone, and the page has nothing to complain of', async () => {
  expect(complaints).toEqual([])
  await page.goto(`${desk.address}/#check=00000000-0000-0000-0000-000000000000`)
  await page.getByText('there is no such question').waitFor()
  await page.getByRole('button', { name: '← The field' }).click()
  await page.getByRole('heading', { name: 'The field' }).waitFor()
})
