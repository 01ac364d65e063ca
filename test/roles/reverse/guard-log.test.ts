import { afterEach, expect, test } from 'vitest'
import { mayUndo } from '../../../src/core/case/undo-by-person.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import type { LogEntry } from '../../../src/core/reversal/account-log.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Ledger } from '../../../src/ports/ledger.ts'
import type { ConfiguredPlatform } from '../../../src/ports/platform.ts'
import { type Desk, type DeskOptions, openDesk } from './desk.ts'

const stillStands =
  "the account is still deactivated, as the change left it, and is to be decided in the platform's own tool, or upon the case of the later change"

/** A platform that has a log and no versions, between the reverse role and the small test server: what its log
 *  says, how slowly, and what else its state carries, each test decides. */
interface PlainPlatform {
  readonly log: LogEntry[]
  readonly reads: string[]
  state: string
  readonly holds: string[]
  ref?: string
  readMs: number
  /** How long a token for the call is in coming. */
  tokenMs: number
  /** Nobody can read account or log. */
  dark: boolean
  /** A call keeps the account's data and leaves its state. */
  keeps: boolean
  /** What a call does; `before` runs between the last reading of the log and the call. */
  before: () => void
  call: () => 'acked' | 'unknown' | 'lost'
  calls: number
}

let desk: Desk
let plain: PlainPlatform
afterEach(() => desk.close())

async function open(options: DeskOptions = {}): Promise<void> {
  plain = {
    log: [],
    reads: [],
    state: 'deactivated',
    holds: [],
    readMs: 0,
    tokenMs: 0,
    dark: false,
    keeps: false,
    before: () => {},
    call: () => 'acked',
    calls: 0,
  }
  desk = await openDesk({ ...options, wrapPlatform: (platform) => plainly(platform, options) })
  await desk.start()
}

/** A log whose entries do not carry the id of our command. */
const withoutIds = {
  method: 'GET',
  url: '/log',
  headers: {},
  order: 'newest-first',
  entriesAt: '.',
  idAt: 'id',
  actorAt: 'actor',
} as const

function plainly(platform: ConfiguredPlatform, options: DeskOptions): ConfiguredPlatform {
  return {
    ...platform,
    guard: 'log',
    spec: { ...platform.spec, guard: 'log', log: { ...withoutIds, batchAt: 'batch' }, ...options.spec },
    async read(accountId) {
      plain.reads.push(accountId)
      if (plain.dark) throw new EdgeError('platform-unavailable', 'it answers nothing', { retryable: true })
      await new Promise((resolve) => setTimeout(resolve, plain.readMs))
      const { state, holds } = plain
      return { accountId, state, holds: [...holds], ...(plain.ref === undefined ? {} : { ref: plain.ref }) }
    },
    async readLog() {
      return [...plain.log]
    },
    async send(command, lastLook) {
      await new Promise((resolve) => setTimeout(resolve, plain.tokenMs))
      const says = await lastLook()
      if (says !== undefined) return { kind: 'unknown', says }
      plain.before()
      plain.calls += 1
      const kind = plain.call()
      if (kind === 'lost') return { kind: 'unknown', says: 'the request was lost' }
      const own = { actor: 'countermand', action: command.action, batch: command.commandId }
      plain.log.push({ id: `own-${plain.calls}`, ...own })
      if (!plain.keeps) plain.state = 'active'
      return kind === 'acked' ? { kind } : { kind, says: 'the answer was lost' }
    },
  }
}

/** The cause stands in the log before the alert about it is raised. */
async function deactivated(): Promise<string> {
  plain.log.push({ id: 'a1/2', actor: 'contractor-1', action: 'deactivate' })
  const alert = await desk.deactivated('a1')
  expect(alert.eventId).toBe('a1/2')
  return alert.alertId
}

const ended = (alertId: string, state: string, ms?: number) =>
  desk.until(() => desk.reversals.find((one) => one.alertId === alertId && one.state === state), ms)

test('with a log that shows our entry next after the change it is restored, and the window is on record', async () => {
  await open()
  const confirmed = await ended(await deactivated(), 'confirmed')
  expect(confirmed.windowMs).toBeGreaterThanOrEqual(0)
  expect(confirmed.windowMs).toBeLessThan(1_000)
  expect(confirmed.restored).toEqual({ state: true })
  expect(plain.calls).toBe(1)
})

test('an answer that never came, and nobody who can look: it is said neither done nor undone, and looked for ten seconds beyond its end', async () => {
  await open({ settings: { lifeMs: 700, confirmMs: 1_500 } })
  plain.call = () => 'unknown'
  plain.before = () => {
    plain.dark = true
  }
  const alertId = await deactivated()
  await ended(alertId, 'unknown')
  const { expiresAt = 0 } = (await desk.ledger.ofAlert(alertId))[0]?.command ?? {}
  const escalated = await ended(alertId, 'escalated')
  expect(escalated.at).toBeGreaterThanOrEqual(expiresAt + 1_500)
  expect(escalated.says).toBe(
    'nobody can say whether it happened: the answer was lost; the account could not be read: it answers nothing',
  )
  expect(escalated).not.toHaveProperty('confirmedAfterSeconds')
  expect(escalated).not.toHaveProperty('untouched')
  expect(escalated).not.toHaveProperty('restored')
  const told = await desk.until(() => desk.alerts.find(({ kind }) => kind === 'not-acted'))
  expect(told.says).toMatch(/^Nobody can say that the restore worked: /)
})

test('whoever can look again within that time sees what became of it, and only then it is said', async () => {
  await open({ settings: { lifeMs: 700, confirmMs: 5_000 } })
  plain.call = () => 'unknown'
  plain.before = () => {
    plain.dark = true
  }
  const alertId = await deactivated()
  await ended(alertId, 'unknown')
  const { expiresAt = 0 } = (await desk.ledger.ofAlert(alertId))[0]?.command ?? {}
  await desk.until(() => Date.now() > expiresAt + 300)
  expect(desk.states(alertId).at(-1)).toBe('unknown')
  plain.dark = false
  const confirmed = await ended(alertId, 'confirmed')
  expect(confirmed.windowMs).toBeGreaterThan(0)
})

test('a later decision that the log shows before our call is left alone', async () => {
  await open()
  plain.readMs = 5
  plain.log.push({ id: 'a1/2' }, { id: 'later', actor: 'mo', action: 'deactivate' })
  const alert = await desk.deactivated('a1')
  expect(await ended(alert.alertId, 'superseded')).toMatchObject({
    says: `the account has moved on: the log shows deactivate by {hand 1} after the change; ${stillStands}`,
    hands: ['mo'],
  })
  expect(plain.calls).toBe(0)
})

test('a decision inside the window ends raced, and people are told', async () => {
  await open()
  plain.before = () => void plain.log.push({ id: 'later', actor: 'mo', action: 'deactivate' })
  const raced = await ended(await deactivated(), 'raced')
  expect(raced.says).toBe(
    'the log shows deactivate by {hand 1} between the change and our undoing; the account is active',
  )
  expect(raced.hands?.[0]).toBe('mo')
  const told = await desk.until(() => desk.alerts.find(({ kind }) => kind === 'not-acted'))
  expect(told.says).toContain('the log shows deactivate by somebody between the change and our undoing')
  expect(desk.states(raced.alertId)).not.toContain('confirmed')
})

test.each(['with the id of our command', 'without'])(
  'what we kept before, in a log %s, is no later decision than the change',
  async (how) => {
    await open(how === 'without' ? { spec: { log: withoutIds } } : {})
    plain.log.push({ id: 'a1/2', actor: 'contractor-1', action: 'deactivate' })
    plain.keeps = true
    const alert = await desk.deactivated('a1', { countermeasure: 'preserve' })
    await ended(alert.alertId, 'confirmed')
    plain.keeps = false
    await desk.instruct(bySomebody(alert, 'restore'))
    const restored = await desk.until(() =>
      desk.reversals.find((one) => one.countermeasure === 'restore' && one.state === 'confirmed'),
    )
    expect(restored.by).toBe('ines')
    expect(plain.log.map(({ actor }) => actor)).toEqual(['contractor-1', 'countermand', 'countermand'])
  },
)

const bySomebody = (alert: Alert, countermeasure: 'restore' | 'preserve') => ({
  instructionId: `${countermeasure} it`,
  alertId: alert.alertId,
  source: 'demo',
  accountId: 'a1',
  countermeasure,
  by: 'ines',
  at: Date.now(),
})

test.each(['with the id of our command', 'without'])(
  'after a restore that came to nothing, in a log %s, the data are still kept when somebody asks for it',
  async (how) => {
    await open({ settings: { confirmMs: 300 }, ...(how === 'without' ? { spec: { log: withoutIds } } : {}) })
    plain.log.push({ id: 'a1/2', actor: 'contractor-1', action: 'deactivate' })
    plain.keeps = true
    const alert = await desk.deactivated('a1')
    const escalated = await ended(alert.alertId, 'escalated')
    expect(mayUndo(alert, escalated)).toEqual({
      may: false,
      says: `it was sent, and is to be decided in the platform's own tool: ${escalated.says}`,
    })
    await desk.instruct(bySomebody(alert, 'preserve'))
    const kept = await desk.until(() =>
      desk.reversals.find((one) => one.countermeasure === 'preserve' && one.state === 'confirmed'),
    )
    expect(kept.by).toBe('ines')
    expect(plain.calls).toBe(2)
  },
)

test('what we did ourselves is called ours, and nobody is named for it', async () => {
  await open()
  plain.log.push({ id: 'a1/2', actor: 'contractor-1', action: 'deactivate' })
  const alert = await desk.deactivated('a1')
  await ended(alert.alertId, 'confirmed')
  await desk.instruct(bySomebody(alert, 'preserve'))
  const left = await ended(alert.alertId, 'superseded')
  expect(left.says).toBe('the account has moved on: the log shows our own reactivate after the change')
  expect(left).not.toHaveProperty('hands')
})

test('a lost answer is settled by the log and never by sending again', async () => {
  await open()
  plain.call = () => 'unknown'
  const confirmed = await ended(await deactivated(), 'confirmed')
  expect(desk.states(confirmed.alertId)).toEqual(['authorised', 'intent', 'unknown', 'confirmed'])
  expect(plain.calls).toBe(1)
  expect(confirmed.windowMs).toBeGreaterThanOrEqual(0)
})

test('an entry of our own actor for another command is another’s decision', async () => {
  await open()
  plain.before = () => void plain.log.push({ id: 'x', actor: 'countermand', batch: 'another' })
  expect(await ended(await deactivated(), 'raced')).toMatchObject({
    says: expect.stringContaining('something by {hand 1} between'),
    hands: ['countermand'],
  })
})

test('a request that was lost is looked for until it expires, not sent again, and then goes to people', async () => {
  await open({ settings: { lifeMs: 700 } })
  plain.call = () => 'lost'
  await ended(await deactivated(), 'escalated')
  expect(plain.calls).toBe(1)
})

test('a platform that is too slow for a fresh token is not called, and that is said', async () => {
  await open({ settings: { lifeMs: 1_200 } })
  plain.readMs = 300
  const unsent = await ended(await deactivated(), 'escalated')
  expect(unsent.untouched).toBe(true)
  expect(unsent.says).toMatch(
    /^not sent in time: its log was 3\d\d ms old when the call could go out: 250 ms at most$/,
  )
  expect(plain.calls).toBe(0)
})

test('a kill switch that is slow to answer makes the token old too: nothing is sent upon it', async () => {
  const slow = (ledger: Ledger): Ledger => ({
    ...ledger,
    readKillSwitch: async () => {
      await new Promise((resolve) => setTimeout(resolve, 300))
      return ledger.readKillSwitch()
    },
  })
  await open({ settings: { lifeMs: 1_200 }, wrapLedger: slow })
  expect((await ended(await deactivated(), 'escalated')).says).toMatch(
    /^not sent in time: its log was \d+ ms old/,
  )
  expect(plain.calls).toBe(0)
})

test('a token that is long in coming makes the log old too: nothing is sent upon it', async () => {
  await open({ settings: { lifeMs: 1_200 } })
  plain.tokenMs = 300
  expect((await ended(await deactivated(), 'escalated')).says).toMatch(
    /^not sent in time: its log was \d+ ms old/,
  )
  expect(plain.calls).toBe(0)
})

test('a mark that comes while the call is tried again stops it', async () => {
  await open()
  plain.tokenMs = 300
  const alertId = await deactivated()
  await desk.until(() => plain.reads.length > 1)
  plain.holds.push('child-safety')
  expect(await ended(alertId, 'blocked')).toMatchObject({
    blockedBy: ['exclusion'],
    says: 'excluded: child-safety',
  })
  expect(plain.calls).toBe(0)
})

test('a log that does not show the change yet is waited for', async () => {
  await open()
  const alert = await desk.deactivated('a1')
  await desk.until(() => plain.reads.length > 1)
  expect(plain.calls).toBe(0)
  plain.log.push({ id: 'a1/2' })
  await ended(alert.alertId, 'confirmed')
})

test('a mark of the state that changes between gates and call is a later decision', async () => {
  await open()
  plain.ref = 'TAKEDOWN-2'
  // The gates read it once, the call right before it once more.
  const reads = plain.reads
  reads.push = (...read) => {
    if (reads.length === 1) plain.ref = 'LEGAL-77'
    return Array.prototype.push.apply(reads, read)
  }
  expect((await ended(await deactivated(), 'superseded')).says).toBe(
    `the account has moved on: its state carried the mark TAKEDOWN-2, and now LEGAL-77; ${stillStands}`,
  )
  expect(plain.calls).toBe(0)
})

test('a mark that the change cannot have made is somebody else’s', async () => {
  const read = { method: 'GET', url: '/', headers: {}, stateAt: 'state', refAt: 'ref' } as const
  await open({ spec: { read: { ...read, refs: ['TAKEDOWN-${cause.eventId}'] } } })
  plain.ref = 'LEGAL-77'
  expect((await ended(await deactivated(), 'superseded')).says).toBe(
    `the account has moved on: its state carries the mark LEGAL-77, which the change did not make; ${stillStands}`,
  )
})

test('while a fresh token is waited for, the kill switch still stops the call', async () => {
  await open()
  plain.readMs = 300
  const alertId = await deactivated()
  await ended(alertId, 'intent')
  await desk.ledger.turnKillSwitch(true, 'ines', 'drill')
  plain.readMs = 0
  const rest = await desk.until(() =>
    desk.reversals.find((one) => one.alertId === alertId && ['blocked', 'confirmed'].includes(one.state)),
  )
  expect([rest.state, rest.says]).toEqual(['blocked', 'held back: ines turned the kill switch on: drill'])
  expect(plain.calls).toBe(0)
})
