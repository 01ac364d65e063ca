import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildPage } from '../../src/console/page-build.ts'
import type { ContainCommand } from '../../src/core/reversal/contain-message.ts'
import type { ReversalTier } from '../../src/core/reversal/reversal-policy.ts'
import { hashSecret } from '../../src/edges/secret-hash.ts'
import type { DeskRole } from '../../src/ports/people.ts'
import { until } from '../console/live-page.ts'
import { type DecidingDesk, openDecidingDesk } from './deciding-desk.ts'

/** People decide in real browsers about what the machine has waiting, each signed in by name and secret. */
const program = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
  (path) => path !== undefined && existsSync(path),
)
const missing = 'no browser: install chromium, or set CHROMIUM to its program'
const secret = 'a secret of twelve or more'

/** Staff of the platform: who is contained. */
const contained = new Set<string>()
const staff = {
  platform: {
    isContained: async (actorId: string) => contained.has(actorId),
    async send({ do: verb, actorId }: ContainCommand) {
      if (verb === 'contain') contained.add(actorId)
      else contained.delete(actorId)
      return { kind: 'acked' as const }
    },
    othersWhoCanLift: async () => ['lead-1', 'lead-2'],
  },
}

let all: DecidingDesk
let browser: Browser
let [ines, omar, mara, vera, clara]: Page[] = []
/** Whatever the browsers complain of. */
const complaints: string[] = []

beforeAll(async () => {
  if (program === undefined) return console.warn(`SKIPPED, people decide in a real browser: ${missing}`)
  const lost = ['mails that went out', 'followers who left']
  all = await openDecidingDesk(
    {
      spec: { notBroughtBack: { reactivate: lost } },
      wrapPlatform: (platform) => ({ ...platform, contain: staff.platform }),
    },
    {
      pageFolder: await buildPage(),
      linkStays: false,
      containing: { sources: ['demo'], approvers: 2 },
      able: [{ source: 'demo', preserves: true, actions: ['reactivate'] }],
    },
  )
  browser = await chromium.launch({
    executablePath: program,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat([
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ]),
  })
  const secretHash = await hashSecret(secret)
  const signedIn = async (id: string, roles: readonly DeskRole[]) => {
    await all.desk.people.add({ id, name: id, team: 'safety', roles, secretHash }, 'root', 1)
    const page = await (await browser.newContext()).newPage()
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(all.desk.address)
    await page.getByLabel('Name').fill(id)
    await page.getByLabel('Secret').fill(secret)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.locator('.connection.live').waitFor()
    return page
  }
  ines = await signedIn('ines', ['analyst'])
  omar = await signedIn('omar', ['approver'])
  mara = await signedIn('mara', ['approver'])
  vera = await signedIn('vera', ['viewer', 'auditor'])
  clara = await signedIn('clara', ['approver', 'cleared'])
}, 60_000)
beforeEach((context) => {
  if (program === undefined) context.skip(missing)
})
afterAll(async () => {
  await browser?.close()
  await all?.close()
})

const policy = (tier: Omit<ReversalTier, 'name'>) => {
  all.machine.policy = {
    ...all.machine.policy,
    tiers: [{ name: 'protected', ...tier }, { name: 'everyone' }],
    exclusions: [{ name: 'child-safety', holds: new Set(), preserve: true, sealed: false }],
  }
}
const row = (page: Page | undefined, account: string) =>
  (page as Page).locator('.waiting > ol > li').filter({ hasText: account })
const press = (page: Page | undefined, account: string, name: string) =>
  row(page, account).getByRole('button', { name, exact: true }).click()
async function giveReason(page: Page | undefined, reason: string, confirm: string): Promise<void> {
  const dialog = (page as Page).locator('dialog[open]')
  await dialog.locator('textarea').fill(reason)
  await dialog.getByRole('button', { name: confirm, exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
}
/** Away from the list, so that nothing is held. */
const away = (page: Page | undefined) => (page as Page).mouse.move(5, 5)
const applied = (accountId: string) =>
  all.machine.server.applied.filter((one) => JSON.stringify(one).includes(accountId)).length
const ends = (alertId: string, state: string) =>
  until(async () => all.machine.states(alertId).at(-1) === state)

it('a countdown that somebody on shift has seen is restored at its deadline, and not before', async () => {
  policy({ waitSeconds: 6 })
  const alert = await all.machine.deactivated('seen-1', { mode: 'veto' })
  await row(ines, 'seen-1').waitFor()
  const says = await row(ines, 'seen-1').innerText()
  expect(says).toMatch(/Restored at [\d:]+ if somebody has seen it by then, and nobody says no\./)
  expect(says).toContain('Nobody has looked at this countdown yet')
  expect(says).toContain('It does not bring back mails that went out or followers who left.')
  expect(await row(vera, 'seen-1').getByRole('button', { name: 'I have seen it' }).count()).toBe(0)
  await press(ines, 'seen-1', 'I have seen it')
  await row(omar, 'seen-1').getByText('ines has seen this countdown.').waitFor()
  expect(applied('seen-1')).toBe(0)
  await away(ines)
  await ends(alert.alertId, 'confirmed')
  expect(applied('seen-1')).toBe(1)
  await (ines as Page)
    .locator('.reversals tr', { hasText: 'seen-1' })
    .getByText('restored, seen at')
    .waitFor()
  await row(ines, 'seen-1').waitFor({ state: 'detached' })
}, 30_000)

it('one no ends a countdown, with its reason in the case', async () => {
  policy({ waitSeconds: 20 })
  const alert = await all.machine.deactivated('vetoed-1', { mode: 'veto' })
  await row(ines, 'vetoed-1').waitFor()
  await press(ines, 'vetoed-1', 'No')
  await giveReason(ines, 'the owner asked for it', 'Say no')
  await ends(alert.alertId, 'vetoed')
  expect(applied('vetoed-1')).toBe(0)
  // The row stays where it was while she points at it, and says what became of it.
  await (ines as Page).mouse.move(700, 120)
  await away(ines)
  await row(ines, 'vetoed-1').waitFor({ state: 'detached' })
  const [said] = await all.desk.cases.list({ limit: 50, order: 'newest' })
  const { history } = (await all.desk.cases.detail(said?.caseId ?? '')) ?? { history: [] }
  expect(history.at(-1)).toMatchObject({ by: 'ines', did: 'said-no', note: 'the owner asked for it' })
}, 30_000)

it('a proposal takes the yes of one who may say it, after they were told what stays lost', async () => {
  policy({})
  const alert = await all.machine.deactivated('one-yes', { mode: 'approve' })
  await row(omar, 'one-yes').waitFor()
  expect(await row(ines, 'one-yes').getByRole('button', { name: 'Yes, restore' }).count()).toBe(0)
  await press(omar, 'one-yes', 'Yes, restore')
  await (omar as Page).locator('dialog[open] .lost').getByText('It does not bring back').waitFor()
  await giveReason(omar, 'the actor had left', 'Say yes')
  await ends(alert.alertId, 'confirmed')
  expect(applied('one-yes')).toBe(1)
}, 30_000)

it('where the tier says two, the first yes restores nothing and the second does', async () => {
  policy({ approvers: 2 })
  const alert = await all.machine.deactivated('two-yes', { mode: 'approve' })
  await row(omar, 'two-yes').getByText('two people say yes').waitFor()
  await press(omar, 'two-yes', 'Yes, restore')
  await giveReason(omar, 'the actor had left', 'Say yes')
  await row(mara, 'two-yes').getByText('omar said yes').waitFor()
  expect(applied('two-yes')).toBe(0)
  await press(mara, 'two-yes', 'Yes, restore')
  await giveReason(mara, 'seen the same', 'Say yes')
  await ends(alert.alertId, 'confirmed')
  expect(all.machine.reversals.at(-1)).toMatchObject({ approvedBy: ['omar', 'mara'] })
}, 30_000)

it('a countdown is made longer, and handed over: then it takes the yes of that person', async () => {
  policy({ waitSeconds: 60 })
  const alert = await all.machine.deactivated('handed-1', { mode: 'veto' })
  await row(ines, 'handed-1').waitFor()
  await press(ines, 'handed-1', 'More time')
  await giveReason(ines, 'the lead is on the way', 'Take more time')
  await until(async () => all.machine.reversals.at(-1)?.extensions === 1)
  await row(ines, 'handed-1').getByRole('button', { name: 'Hand over' }).click()
  await (ines as Page).locator('dialog[open] select').selectOption('mara')
  await giveReason(ines, 'hers to say', 'Hand over')
  await row(mara, 'handed-1').getByText('silence is no consent').waitFor()
  expect(await row(omar, 'handed-1').getByRole('button', { name: 'Yes, restore' }).count()).toBe(0)
  await press(mara, 'handed-1', 'Yes, restore')
  await giveReason(mara, 'not meant', 'Say yes')
  await ends(alert.alertId, 'confirmed')
}, 30_000)

it('one yes covers the earlier acts of one hand that wait together', async () => {
  policy({})
  const decidedAt = Date.now()
  const swept = { mode: 'approve', kind: 'hindsight', decidedAt, actorId: 'contractor-9' } as const
  const alerts = [
    await all.machine.deactivated('swept-1', swept),
    await all.machine.deactivated('swept-2', swept),
  ]
  await (omar as Page).getByRole('button', { name: 'Yes to all 2' }).click()
  await giveReason(omar, 'all by the same hand', 'Say yes')
  for (const { alertId } of alerts) await ends(alertId, 'confirmed')
  expect([applied('swept-1'), applied('swept-2')]).toEqual([1, 1])
}, 30_000)

it('all countdowns of one sweep are seen with one press, and each says who has seen it', async () => {
  policy({ waitSeconds: 600 })
  const swept = { mode: 'veto', kind: 'hindsight', decidedAt: Date.now(), actorId: 'contractor-8' } as const
  await all.machine.deactivated('seen-2', swept)
  await all.machine.deactivated('seen-3', swept)
  await (ines as Page).getByRole('button', { name: 'I have seen all 2' }).click()
  for (const account of ['seen-2', 'seen-3'])
    await row(omar, account).getByText('ines has seen this countdown.').waitFor()
  expect(await (ines as Page).getByRole('button', { name: 'I have seen all 2' }).count()).toBe(0)
  for (const account of ['seen-2', 'seen-3']) {
    await press(omar, account, 'No')
    await giveReason(omar, 'they were meant', 'Say no')
  }
  await away(omar)
}, 30_000)

it('what waits moves under nobody\u2019s pointer: it is let in', async () => {
  policy({ waitSeconds: 600 })
  await all.machine.deactivated('later-1', { mode: 'approve' })
  await row(omar, 'later-1').waitFor()
  await row(omar, 'later-1').hover()
  await all.machine.deactivated('sooner-1', { mode: 'veto' })
  const letIn = (omar as Page).locator('.waiting .let-in')
  await letIn.waitFor()
  expect(await row(omar, 'sooner-1').count()).toBe(0)
  await letIn.click()
  const order = await (omar as Page).locator('.waiting > ol > li .whose').allInnerTexts()
  expect(order.map((text) => text.includes('sooner-1'))).toEqual([true, false])
}, 30_000)

it('what is excluded is shown to everybody, and restored by an approver who is cleared for it', async () => {
  policy({})
  for (const page of [omar, clara]) await away(page)
  const kept = { mode: 'observe', countermeasure: 'preserve', exclusion: 'child-safety' } as const
  const alert = await all.machine.deactivated('excluded-1', { ...kept, actorId: 'contractor-5' })
  await row(omar, 'excluded-1').getByText('Held back: excluded: child-safety.').waitFor()
  await row(omar, 'excluded-1')
    .getByText('It is excluded: a yes is for an approver who is cleared for that.')
    .waitFor()
  expect(await row(omar, 'excluded-1').getByRole('button').allInnerTexts()).not.toContain('Yes, restore')
  await (omar as Page).locator('.row', { hasText: 'excluded-1' }).click()
  await (omar as Page).locator('.undo').getByRole('button', { name: 'Preserve' }).click()
  await giveReason(omar, 'until legal has looked', 'Preserve')
  await (omar as Page).locator('.undo .standing', { hasText: 'preserved, seen at' }).waitFor()
  expect(all.machine.server.accounts.get('excluded-1')?.state).toBe('deactivated')
  await (omar as Page).getByRole('button', { name: '\u2190 The desk' }).click()
  await press(clara, 'excluded-1', 'Yes, restore')
  await giveReason(clara, 'the claim was a pretext', 'Say yes')
  await until(async () => all.machine.server.accounts.get('excluded-1')?.state === 'active')
  await away(clara)
  await until(async () =>
    all.machine.reversals.some(
      (one) => one.alertId === alert.alertId && one.state === 'confirmed' && one.by === 'clara',
    ),
  )
}, 40_000)

it('a countdown that nobody took care of is taken over, and then it is theirs', async () => {
  policy({ waitSeconds: 2 })
  for (const page of [omar, mara]) await away(page)
  const alert = await all.machine.deactivated('lapsed-1', { mode: 'veto' })
  await ends(alert.alertId, 'escalated')
  await row(omar, 'lapsed-1').getByText('Nothing happens by itself').waitFor()
  await press(omar, 'lapsed-1', 'Take over')
  await giveReason(omar, 'I look after it', 'Take over')
  await away(omar)
  await row(mara, 'lapsed-1').getByText('It begins with the yes of omar, and ends with a no.').waitFor()
  expect(await row(mara, 'lapsed-1').getByRole('button').allInnerTexts()).not.toContain('Yes, restore')
  await press(mara, 'lapsed-1', 'Take over')
  await giveReason(mara, 'omar is off', 'Take over')
  await row(mara, 'lapsed-1').getByRole('button', { name: 'Yes, restore', exact: true }).waitFor()
  await press(mara, 'lapsed-1', 'No')
  await giveReason(mara, 'the change was right', 'Say no')
  await ends(alert.alertId, 'vetoed')
  expect(applied('lapsed-1')).toBe(0)
}, 40_000)

it('an actor is contained when two people ask for it, is seen so on every page, and lifted by one', async () => {
  policy({})
  await all.machine.deactivated('held-1', { mode: 'observe', actorId: 'contractor-7' })
  const open = async (page: Page | undefined) => {
    await (page as Page).locator('.row', { hasText: 'held-1' }).click()
    return (page as Page).locator('.containment')
  }
  const [first, watching] = [await open(omar), await open(ines)]
  await open(mara)
  await first.getByText('Not contained: they can go on acting.').waitFor()
  await first.getByText('takes two people').waitFor()
  await first.getByRole('button', { name: 'Contain the actor' }).click()
  await giveReason(omar, 'stop them until we know', 'Contain')
  await first.getByText('Waits for one more person until').waitFor()
  // Nothing is sent yet, so it may be taken back; and asked for anew.
  expect(await first.getByRole('button').allInnerTexts()).toEqual(['Take it back'])
  await first.getByRole('button', { name: 'Take it back' }).click()
  await giveReason(omar, 'the wrong person', 'Take it back')
  await first.getByText('Omar took it back before it was sent.').waitFor()
  await first.getByRole('button', { name: 'Contain the actor' }).click()
  await giveReason(omar, 'stop them until we know', 'Contain')
  await first.getByText('Waits for one more person until').waitFor()
  expect([...contained]).toEqual([])

  // Somebody else finds it on the desk, without knowing of the case.
  await (mara as Page).getByRole('button', { name: '\u2190 The desk' }).click()
  const panel = (mara as Page).locator('.contained-actors')
  await panel.getByText('omar asked for the actor to be contained.').waitFor()
  await panel.getByRole('button', { name: 'Yes, contain' }).click()
  await giveReason(mara, 'seen the same', 'Contain')
  await first.getByText('Contained, seen at').waitFor()
  await first.getByText('omar and mara asked for it.').waitFor()
  expect([...contained]).toEqual(['contractor-7'])
  await watching.getByText('Contained, seen at').waitFor()
  expect(await watching.getByRole('button').count()).toBe(0)

  await first.getByRole('button', { name: 'Lift the containment' }).click()
  await giveReason(omar, 'it was meant', 'Lift it')
  await first.getByText('Not contained any more since').waitFor()
  expect([...contained]).toEqual([])
  await panel.waitFor({ state: 'detached' })
  for (const page of [omar, mara, ines]) {
    const back = (page as Page).getByRole('button', { name: '\u2190 The desk' })
    if (await back.isVisible()) await back.click()
  }
}, 40_000)

it('the kill switch is turned with a reason, and everybody sees by which way it is on', async () => {
  await (ines as Page).getByRole('button', { name: 'Stop all undoing' }).click()
  await giveReason(ines, 'wrong people restored', 'Stop undoing')
  await (omar as Page).locator('.stopped', { hasText: 'wrong people restored' }).waitFor()
  expect(await all.machine.ledger.readKillSwitch()).toMatchObject({ on: true, by: 'ines' })
  await (omar as Page).getByRole('button', { name: 'Limits', exact: true }).click()
  const ways = await (omar as Page).locator('.part', { hasText: 'Kill switch' }).innerText()
  expect(ways.replaceAll(/\s+/g, ' ')).toContain(
    'by this page on, ines: wrong people restored by a signed record off by the file STOP off',
  )
  await (omar as Page).getByRole('button', { name: 'Allow undoing again' }).click()
  await giveReason(omar, 'looked at: it was right', 'Allow undoing')
  await (ines as Page).locator('.stopped').waitFor({ state: 'detached' })
}, 30_000)

it('the breaker is closed by two, and who only reads sees that it is open', async () => {
  const why = 'the machine would undo 8 of the last 20 restrictions in ten minutes'
  const alert = { ...(await all.machine.deactivated('b', { mode: 'observe' })), alertId: 'breaker-1' }
  await all.machine.limits.openBreaker({ cause: 'share', why }, Date.now(), alert)
  await (vera as Page).locator('.held', { hasText: why }).waitFor()
  await (omar as Page).getByRole('button', { name: 'Close the breaker' }).click()
  await giveReason(omar, 'the list was right', 'Close the breaker')
  await (omar as Page).getByText('Somebody else must too').waitFor()
  expect(await all.machine.limits.breaker()).toMatchObject({ open: true })
  await (mara as Page).locator('.held').getByRole('button', { name: 'under Limits' }).click()
  await (mara as Page).getByText('omar has asked for it').waitFor()
  await (mara as Page).getByRole('button', { name: 'Close the breaker' }).click()
  await giveReason(mara, 'I have seen the same', 'Close the breaker')
  await (vera as Page).locator('.held').waitFor({ state: 'detached' })
  expect(await all.machine.limits.breaker()).toEqual({ open: false })
}, 30_000)

it('something is said beforehand by one person, and counts when another confirms it', async () => {
  const page = omar as Page
  await page.getByText('Say something beforehand').click()
  await page.getByLabel('Action').selectOption('suspend')
  await page.getByLabel('Account, by its id').fill('a-minister')
  await page.getByLabel('Platform').fill('demo')
  await page.getByLabel('Order').fill('AG 12/345')
  await page.getByLabel('Ticket').fill('LEGAL-7')
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 16)
  await page.getByLabel('Until').fill(tomorrow)
  await page.getByRole('button', { name: 'Ask for it' }).click()
  await page.locator('.intended').getByText('it counts when another person confirms it').waitFor()
  expect(await page.locator('.intended').getByRole('button', { name: 'Confirm' }).count()).toBe(0)
  await (mara as Page).locator('.intended').getByRole('button', { name: 'Confirm' }).click()
  await page.locator('.intended').getByText('confirmed by mara').waitFor()
  await page.locator('.intended').getByRole('button', { name: 'Withdraw' }).click()
  await page.getByText('Nothing is said beforehand.').waitFor()
}, 30_000)

it('who may read the record reads that of a case, on the page', async () => {
  const page = vera as Page
  await page.locator('.row').first().click()
  await page.getByRole('button', { name: 'Read the record of this case' }).click()
  await page.locator('.record').getByText('said no').first().waitFor()
  const said = await page.locator('.record tr', { hasText: 'the owner asked for it' }).first().innerText()
  expect(said).toContain('ines')
  await (ines as Page).locator('.row').first().click()
  await (ines as Page).locator('.case').waitFor()
  expect(await (ines as Page).locator('.record').count()).toBe(0)
}, 30_000)

it('in all this no browser had anything to complain of', () => {
  expect(complaints).toEqual([])
})
