import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildPage } from '../../src/console/page-build.ts'
import type { AccountChange } from '../../src/core/change/account-change.ts'
import { explain } from '../../src/core/decision/explain.ts'
import { type Known, step } from '../../src/core/decision/step.ts'
import { askAt, foreseen } from '../console/asking.ts'
import { openTestConsole, type TestConsole } from '../console/open-console.ts'
import { alertOn, changeBy } from '../console/people-and-alerts.ts'
import { shippedPolicy } from '../core/people.ts'

const program = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)
const missing = 'no browser: install chromium, or set CHROMIUM to its program'

/** Names that would turn round, or carry off, what stands behind them. */
const handles = [
  '@head\u202eetats-fo',
  '\u0639\u0645\u0631 7',
  'a\u2069\u202eb',
  '\u2067\u202ex',
  'one\u2029two',
]
const policy = shippedPolicy('demo')
const cold: Known = { memory: undefined }
const changeOn = (handle: string): AccountChange =>
  changeBy(`keller-${handles.indexOf(handle)}`, {
    account: { id: `id-${handles.indexOf(handle)}`, handle, followers: 44_000_000, verified: 'government' },
  })
const explained = (change: AccountChange) => explain(change, cold, policy, step(change, cold, policy))

let desk: TestConsole
let browser: Browser
let page: Page

beforeAll(async () => {
  if (program === undefined) return console.warn(`SKIPPED, names that turn a sentence round: ${missing}`)
  desk = await openTestConsole({
    veiled: true,
    pageFolder: await buildPage(),
    changes: { readChange: (value) => [changeOn(handles[Number(String(value))] ?? '')] },
    check: async (change) => {
      const known = foreseen(change, 'second-person')
      return { ...known, foresight: { ...known.foresight, says: explained(change).says } }
    },
  })
  browser = await chromium.launch({
    executablePath: program,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  })
  page = await browser.newPage({ viewport: { width: 1600, height: 1_000 } })
  const alerts = handles.map((handle) =>
    alertOn(changeOn(handle), { says: explained(changeOn(handle)).says }),
  )
  await desk.cases.takeAlerts(alerts, Date.now())
  await page.goto(desk.server.signInLink())
  await page.locator('.connection.live').waitFor()
}, 120_000)
beforeEach((context) => {
  if (program === undefined) context.skip(missing)
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

/** The words of ours as they are seen in an element: line by line, from left to right. */
const seenIn = (selector: string, words: readonly string[]): Promise<readonly string[]> =>
  page.evaluate(`(${orderOf})(${JSON.stringify(selector)}, ${JSON.stringify(words)})`)

/** Runs in the page. */
const orderOf = `(selector, words) => {
  const found = []
  const texts = document.createTreeWalker(document.querySelector(selector), NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    for (const word of words) {
      const at = node.textContent.indexOf(word)
      if (at === -1) continue
      const range = document.createRange()
      range.setStart(node, at)
      range.setEnd(node, at + word.length)
      const { top, left } = range.getBoundingClientRect()
      found.push({ word, top: Math.round(top), left })
    }
  }
  return found.toSorted((a, b) => a.top - b.top || a.left - b.left).map(({ word }) => word)
}`

/** Between them stand the name of the account and, behind it, what it would turn round. */
const words = ['contractor', 'deactivated', '44,000,000', 'followers', 'alone']
const behindOf = (says: string) => words.filter((word) => says.includes(word))

it('without being set apart such names do turn a sentence round: the look can tell', async () => {
  const turned: string[] = []
  for (const handle of handles) {
    const says = `contractor d.keller deactivated ${handle} (44,000,000 followers): alone`
    await page.evaluate(`document.querySelector('h1').textContent = ${JSON.stringify(says)}`)
    if ((await seenIn('h1', words)).join() !== words.join()) turned.push(handle)
  }
  await page.reload()
  expect(turned.length).toBeGreaterThanOrEqual(3)
})

it('none of them turns anything round in a question, on the desk where it waits, or in its case', async () => {
  for (const [nth, handle] of handles.entries()) {
    const { link = '', says } = (await (await askAt(desk.address, String(nth))).json()) as {
      link?: string
      says: string
    }
    const behind = behindOf(says)
    expect(behind.length).toBeGreaterThan(3)
    await page.goto(link)
    await page.locator('.sentence', { hasText: 'followers' }).waitFor()
    expect([handle, await seenIn('.sentence', behind)]).toEqual([handle, behind])
    await draw(`question-${nth}`)
    await page.getByRole('button', { name: '← The field' }).click()
    await page.locator('.questions li', { hasText: 'waits until' }).first().waitFor()
    const row = [...behind.slice(0, 3), 'waits until']
    expect([handle, await seenIn('.questions li', row)]).toEqual([handle, row])
  }
  await draw('desk')
  expect(await page.getByRole('option').count()).toBe(handles.length)
  for (const [nth] of handles.entries()) {
    await page.getByRole('option').nth(nth).click()
    await page.locator('#case-title').waitFor()
    await page.locator('.sentence', { hasText: 'followers' }).waitFor()
    const behind = behindOf(await page.locator('.sentence').innerText())
    expect(behind.length).toBeGreaterThan(3)
    expect(await seenIn('.sentence', behind)).toEqual(behind)
    await draw(`case-${nth}`)
    await page.locator('.back').click()
  }
}, 60_000)

/** To look at: PICTURES names a folder. */
async function draw(name: string): Promise<void> {
  if (process.env.PICTURES !== undefined)
    await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` })
}
