import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildPage } from '../../src/console/page-build.ts'
import { until } from '../console/live-page.ts'
import { openTestConsole, type TestConsole } from '../console/open-console.ts'
import { alertOn, changeBy, reversalOf } from '../console/people-and-alerts.ts'

const program = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)
const missing = 'no browser: install chromium, or set CHROMIUM to its program'

let desk: TestConsole
let browser: Browser
let page: Page
/** Whatever the browser complains of: errors, violations of the policy, exceptions. */
const complaints: string[] = []

beforeAll(async () => {
  if (program === undefined) return console.warn(`SKIPPED, the page in a real browser: ${missing}`)
  desk = await openTestConsole({
    features: { demo: true, simulated: true },
    pageFolder: await buildPage(),
    routes: (app) => {
      app.get('/v1/demo', () => ({
        incidents: [{ name: 'last-day-2017', says: 'A contractor on the last day.' }],
      }))
      app.post('/v1/demo/incidents/:name', (_request, reply) => reply.code(202).send({ runId: 'one' }))
      app.get('/v1/demo/runs/:runId', () => ({
        state: 'done',
        result: { secondsToConfirmed: 1.24, alerts: [] },
      }))
    },
  })
  browser = await chromium.launch({
    executablePath: program,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ]),
  })
  page = await browser.newPage()
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
})
beforeEach((context) => {
  if (program === undefined) context.skip(missing)
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

const text = (selector: string) => page.locator(selector).first().innerText()
const alert = alertOn(changeBy('d.keller', { occurredAt: Date.now() }), { mode: 'approve' })

async function caseOf(actorId: string): Promise<string> {
  const open = await desk.cases.list({ limit: 50, order: 'newest' })
  return open.find((one) => one.actorId === actorId)?.caseId ?? ''
}

async function take(...alerts: (typeof alert)[]): Promise<void> {
  await desk.cases.takeAlerts(alerts, desk.clock.now())
  desk.live.casesMoved()
}

it('says how to get in to whoever is not signed in, and lets the holder of the link in without a trace of it', async () => {
  await page.goto(desk.address)
  await page.getByText('open the link that the program printed').waitFor()
  await page.goto(desk.server.signInLink())
  await page.getByText('This is a simulated platform: no real person is affected.').waitFor()
  expect(page.url()).toBe(`${desk.address}/`)
  await page.locator('.connection.live').waitFor()
})

it('a case appears, opens, and its rows add up to the score', async () => {
  await take(alert)
  await page.locator('.row', { hasText: '@head-of-state' }).click()
  await page.locator('.bars').waitFor()
  const numbers = await page.locator('.bars tbody tr:not(.sum) td.number').allInnerTexts()
  const sum = numbers.reduce((sum, shown) => {
    const centi = Math.round(Number(shown.replace('−', '-').replace('unknown', '0')) * 100)
    return sum + centi
  }, 0)
  expect(sum).toBe(2050)
  expect(await text('.bars .total-score')).toBe('20.50')
  expect(await text('.bars > p.quiet')).toBe('Points, not yet calibrated on your history.')
  expect(await page.locator('.trouble').count()).toBe(0)
})

it('while the case is open no row moves: the new one waits to be let in', async () => {
  await take(alertOn(changeBy('t.okafor', { occurredAt: Date.now() }), { severity: 'high' }))
  const letIn = page.locator('.let-in')
  await letIn.waitFor()
  expect(await letIn.innerText()).toBe('1 new')
  expect(await page.locator('.row').count()).toBe(1)
  await letIn.click()
  await until(async () => (await page.locator('.row').count()) === 2)
  expect(await page.locator('.row.open').innerText()).toContain('@head-of-state')
})

it('a page that is opened at a case shows the queue at once: what was there is no arrival', async () => {
  expect(page.url()).toContain('#case=')
  await page.reload()
  await until(async () => (await page.locator('.row').count()) === 2)
  await page.locator('.row.open').waitFor()
  expect(await page.locator('.let-in').isVisible()).toBe(false)
  expect(await page.locator('.queue .nothing').count()).toBe(0)
})

it('the reversal is asked for with a reason, and told in words once it is seen', async () => {
  await page.getByRole('button', { name: 'Restore', exact: true }).click()
  const dialog = page.locator('dialog[open]')
  await dialog.locator('textarea').fill('the owner called')
  await dialog.getByRole('button', { name: 'Restore', exact: true }).click()
  await page.getByText('asked to undo').waitFor()
  const told = (await desk.outbox.waiting(10)).map(({ topic }) => topic)
  expect(told).toEqual(['countermand.instructions'])

  for (const state of ['authorised', 'intent', 'acked', 'confirmed'] as const) {
    await desk.cases.takeReversals([reversalOf(alert, state)], desk.clock.now())
  }
  desk.live.casesMoved()
  await page.locator('.standing.confirmed').waitFor()
  expect(await text('.standing')).toContain('restored, seen at ')
  await page.getByText('2017: 660 s').waitFor()
  expect(await page.getByRole('button', { name: 'Restore', exact: true }).count()).toBe(0)
})

it('a verdict is posted and the case closes; its row stays where it was', async () => {
  await page.getByRole('button', { name: 'not meant' }).click()
  await page.locator('.case header').getByText('closed').waitFor()
  const verdicts = (await desk.outbox.waiting(10)).filter(({ topic }) => topic === 'countermand.verdicts')
  expect(verdicts.map(({ record }) => JSON.parse(String(record.value)).verdict)).toEqual(['not-meant'])
  expect(await page.locator('.row.open.closed').count()).toBe(1)
})

it('the keyboard walks the queue, opens a case and comes back', async () => {
  await page.keyboard.press('Escape')
  await page.locator('.field').waitFor()
  await page.locator('.rows').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.locator('.case').waitFor()
  expect(await page.locator('.row.at.open').count()).toBe(1)
  await page.keyboard.press('Escape')
  await page.locator('.field').waitFor()
})

it('a case tells what would have changed it, what nobody knows, and which later change brought an earlier one in', async () => {
  const at = Date.now()
  const later = alertOn(changeBy('b.aydin', { occurredAt: at }), {
    unknown: ['when the contract ends'],
    counterfactuals: [
      { without: 'alert', given: 'the contract ran another 30 days' },
      { without: 'alert', given: 'the account had under 200,000 followers' },
      { without: 'leave', given: 'it had named a ticket' },
    ],
  })
  const earlier = alertOn(changeBy('b.aydin', { occurredAt: at - 90_000, account: { id: 'first' } }), {
    kind: 'hindsight',
    bars: later.bars.slice(0, 2),
    severity: 'medium',
    decidedAt: at,
    counterfactuals: [{ without: 'alert', given: 'the later change e9 had not happened' }],
  })
  await take(later, earlier)
  await page.goto(`${desk.address}/#case=${await caseOf('b.aydin')}`)
  await page.reload()
  await page.locator('.otherwise').first().waitFor()
  const words = (await page.locator('.otherwise').allInnerTexts()).join(' ').replaceAll(/\s+/g, ' ')
  expect(words).toBe(
    'What would have changed it It would not have alerted if the contract ran another 30 days or the account had under 200,000 followers The machine could not have acted by itself if it had named a ticket What nobody knows when the contract ends',
  )
  await page.locator('.alerts button', { hasText: 'first' }).click()
  await page.locator('p.brought-in').waitFor()
  expect(await text('p.brought-in')).toMatch(/^An earlier change, brought in by what happened at [\d:]+\.$/)
  expect(await text('.otherwise')).toContain('the later change e9 had not happened')
  await page.locator('p.brought-in button').click()
  await page.locator('p.brought-in').waitFor({ state: 'detached' })
  await page.locator('.back').click()
  await page.locator('.case').waitFor({ state: 'detached' })
})

it('what was not done says what was granted, and leads to the case where people can act', async () => {
  const change = changeBy('l.brandt', { occurredAt: Date.now() })
  const of = alertOn(change, { mode: 'auto', countermeasure: 'preserve' })
  const told = alertOn(change, {
    alertId: 'l.brandt not done',
    kind: 'not-acted',
    mode: 'observe',
    countermeasure: 'none',
    says: 'The data were not preserved: the kill switch is on.',
    cause: { alertId: of.alertId, granted: 'auto', countermeasure: 'preserve' },
  })
  await take(of, told)
  const open = await desk.cases.list({ limit: 50, order: 'newest' })
  const idOf = (kind: string) =>
    open.find((one) => one.actorId === 'l.brandt' && one.kind === kind)?.caseId ?? ''
  await page.goto(`${desk.address}/#case=${idOf('not-acted')}`)
  await page.getByText('What was granted: the policy keeps the data by itself.').waitFor()
  expect(await text('.place dl')).toContain('the policy keeps the data by itself')
  const shown = await text('.case')
  expect(shown).toContain('The data were not preserved: the kill switch is on.')
  expect(shown).not.toContain('only observes')
  expect(shown).not.toContain('Nothing was undone')
  await page.getByRole('link', { name: 'Open the case of the change' }).click()
  await page.getByRole('button', { name: 'Preserve' }).waitFor()
  expect(page.url()).toBe(`${desk.address}/#case=${idOf('change')}`)
  await page.getByRole('button', { name: '← The desk' }).click()
})

it('hostile names stay text, in one line', async () => {
  const handle = `\u{202e}evil<img src=x onerror=alert(1)>${'long '.repeat(200)}`
  await take(
    alertOn(changeBy('m.ferrari', { occurredAt: Date.now(), account: { id: 'x', handle } }), {
      says: handle,
    }),
  )
  await page.mouse.move(1_000, 500)
  await page.locator('.queue h2').click()
  const row = page.locator('.row', { hasText: 'm.ferrari' })
  // Whether it waits outside depends on where the pointer and the focus happen to be.
  const letIn = page.locator('.let-in')
  await until(async () => {
    if (await letIn.isVisible()) await letIn.click()
    return (await row.count()) === 1
  })
  expect((await row.boundingBox())?.height).toBe(48)
  expect(await page.locator('.row img').count()).toBe(0)
})

it('the kill switch asks for a reason, and then nobody can miss it', async () => {
  await page.getByRole('button', { name: 'Stop all undoing' }).click()
  const dialog = page.locator('dialog[open]')
  await dialog.locator('textarea').fill('a drill')
  await dialog.getByRole('button', { name: 'Stop undoing', exact: true }).click()
  await page.locator('.stopped').waitFor()
  expect(await text('.stopped')).toMatch(
    /^Stopped\. The machine undoes nothing; the kill switch was turned on by analyst: a drill/,
  )
})

it('on a desk of the usual width the stream shows the names of automations whole', async () => {
  const names = ['bot-fake-account-finder', 'bot-stolen-password-guard', 'bot-ban-evasion-matcher']
  const now = Date.now()
  desk.live.changes(
    names.map((name, at) => [`e${at}`, now, 'reset-password', name, 'a12345678', 120, 1110, 'info', 0]),
  )
  const row = page.locator('.stream tbody tr', { hasText: 'bot-ban-evasion-matcher' })
  for (const width of [1360, 1440]) {
    await page.setViewportSize({ width, height: 900 })
    await row.waitFor()
    const cut = await page
      .locator('.stream tbody td')
      .evaluateAll((cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length)
    expect(`${cut} cells are cut at ${width} px`).toBe(`0 cells are cut at ${width} px`)
  }
})

it('the demo is played from the page, beside the 660 seconds of 2017', async () => {
  await page.getByRole('button', { name: 'Replay 2 November 2017' }).click()
  await page.getByText('In 2017 people needed 660 s.').waitFor()
  expect(await text('.demo [role=status]')).toContain('after 1.24 s')
})

it('in all this the browser had nothing to complain of', () => {
  expect(complaints).toEqual([])
})
