import { setTimeout as pause } from 'node:timers/promises'
import { isAtRest } from '../../../src/core/reversal/life.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import type { LogLine } from '../../../src/demo/platform/account-book.ts'
import type { ConfiguredPlatform } from '../../../src/ports/platform.ts'
import { type DemoDesk, openDemoDesk, staffAct } from './demo-desk.ts'

/** Races on a platform that has only a log: owner, staff and a late worker against our undoing. What must hold of
 *  all of them, shared by the short test and `test/heavy/plain-races.ts`. What truly happened is read from the
 *  platform's own book, with the millisecond of each act. */
export interface PlainRaces {
  readonly races: number
  readonly states: Readonly<Record<string, number>>
  /** Our call was carried out after another's decision that came after the change. */
  readonly laterDecisionsUndone: number
  /** Of those: outside the measured window, or not ended `raced`, or told to nobody. */
  readonly outsideWindow: number
  readonly notRaced: number
  readonly notTold: number
  readonly falselyConfirmed: number
  readonly sentTwice: number
  readonly notEnded: number
  readonly workersCame: number
  /** Nobody raced for these, and our call was carried out: the good thing that must happen. */
  readonly undoneAlone: number
  /** Of the later decisions undone: the reversal was given up and people were told before the platform answered one look
   *  at what it had done. Only a platform that stands still for as long as a command lives does that. */
  readonly neverShown: number
  /** The first few that broke a rule, in words. */
  readonly examples: readonly string[]
  readonly windowMs: { readonly p50: number; readonly p99: number; readonly max: number }
  readonly tookSeconds: number
}

export interface PlainRacesOptions {
  readonly count: number
  readonly seed: number
  /** Told now and then how many were begun. */
  readonly progress?: (begun: number) => void
}

const settleMs = 600
const workerMs = 400
const lifeMs = 10_000
const confirmMs = 6_000
const timeoutMs = 1_000
/** Accounts under way at once: more would only wait for their turn at the platform. */
const atOnce = 24

export async function runPlainRaces({
  count,
  seed,
  progress = () => {},
}: PlainRacesOptions): Promise<PlainRaces> {
  const began = performance.now()
  const readings = new Map<string, Readings>()
  const desk = await openDemoDesk({
    kind: 'plain',
    seed,
    settings: { lifeMs, confirmMs },
    spec: { settleMs, timeoutMs },
    wrapPlatform: (platform) => watched(platform, readings),
  })
  const chance = drawsOf(seed)
  /** What a second look found right after the word "confirmed", by account. */
  const secondLooks = new Map<string, string | undefined>()
  const atRest = new Map<string, () => void>()

  async function race(i: number): Promise<void> {
    if (i % 500 === 0) progress(i)
    const accountId = `a${i}`
    const rested = new Promise<void>((resolve) => atRest.set(accountId, resolve))
    await desk.suspended(accountId)
    const other = chance()
    // Most races are lost or won within milliseconds of our call; some come during the second look.
    await pause(chance() < 0.85 ? chance() * 25 : chance() * (settleMs + 100))
    const act = (what: 'suspend' | 'unsuspend', by: string, id: string) =>
      staffAct(what, accountId, by, `${id}-${i}`, by === accountId ? 'owner' : 'employee')
    // Staff decide anew, as platforms without versions let them: lift it, and suspend again.
    if (other < 0.35) await desk.book.perform([act('unsuspend', 'mo', 'lift'), act('suspend', 'mo', 'anew')])
    else if (other < 0.5) await desk.book.perform([act('unsuspend', accountId, 'appeal')])
    else if (other < 0.6) await desk.book.perform([act('suspend', 'mo', 'anew')])
    await Promise.race([rested, pause(lifeMs + confirmMs + 20_000, undefined, { ref: false })])
    secondLooks.set(accountId, desk.book.look(accountId, Date.now())?.state)
  }

  desk.onReversal(({ accountId, state }) => {
    if (isAtRest(state)) atRest.get(accountId)?.()
  })
  try {
    desk.server.setFaults({
      shares: { 'version-race': 0.08, 'lost-answer': 0.03, 'lost-request': 0.01, slow: 0.02 },
      slowMs: timeoutMs + 200,
      lateWorker: { share: 0.1, delayMs: workerMs },
    })
    let next = 0
    const lane = async () => {
      for (let i = next++; i < count; i = next++) await race(i)
    }
    await Promise.all(Array.from({ length: atOnce }, lane))
    await pause(workerMs + 100)
    return { ...judge(desk, readings, secondLooks, count), tookSeconds: (performance.now() - began) / 1000 }
  } finally {
    await desk.close()
  }
}

/** What was asked of the platform about one account, each by the moment before it was asked. */
interface Readings {
  /** Of the log, until the call went out. */
  readonly logAt: number[]
  /** Of the account, the looks afterwards with it. */
  readonly lookAt: number[]
  /** Of account and log together, where both were answered. */
  readonly shown: { readonly askedAt: number; readonly answeredAt: number }[]
  looking: Promise<unknown>
  sent: boolean
}

/** Notes when the platform was asked: by this the windows are checked, not by what the reversals say of themselves, nor
 *  by how fast the machine is. */
function watched(platform: ConfiguredPlatform, readings: Map<string, Readings>): ConfiguredPlatform {
  const of = (accountId: string): Readings => {
    const known = readings.get(accountId) ?? {
      logAt: [],
      lookAt: [],
      shown: [],
      looking: Promise.resolve(),
      sent: false,
    }
    readings.set(accountId, known)
    return known
  }
  return {
    ...platform,
    read(accountId) {
      const known = of(accountId)
      known.lookAt.push(Date.now())
      const look = platform.read(accountId)
      known.looking = look
      return look
    },
    readLog(accountId) {
      const known = of(accountId)
      const askedAt = Date.now()
      if (!known.sent) known.logAt.push(askedAt)
      const log = platform.readLog(accountId)
      Promise.all([log, known.looking]).then(
        () => known.shown.push({ askedAt, answeredAt: Date.now() }),
        () => {},
      )
      return log
    },
    send(command, lastLook) {
      // Where the last look holds it back nothing goes out, and the log is read anew.
      return platform.send(command, async () => {
        const held = await lastLook()
        if (held === undefined) of(command.accountId).sent = true
        return held
      })
    },
  }
}

function judge(
  desk: DemoDesk,
  readings: ReadonlyMap<string, Readings>,
  secondLooks: ReadonlyMap<string, string | undefined>,
  count: number,
): Omit<PlainRaces, 'tookSeconds'> {
  const all = [...desk.reversals.values()]
  const told = new Set(desk.alerts.filter(({ kind }) => kind === 'not-acted').map(({ eventId }) => eventId))
  const hadNoAnswer = new Set(
    desk.history.filter(({ state }) => state === 'unknown').map(({ reversalId }) => reversalId),
  )
  const intentAt = new Map(
    desk.history.flatMap(({ reversalId, state, at }) =>
      state === 'intent' ? [[reversalId, at] as const] : [],
    ),
  )
  const examples: string[] = []
  const found = {
    laterDecisionsUndone: 0,
    outsideWindow: 0,
    notRaced: 0,
    notTold: 0,
    sentTwice: 0,
    falselyConfirmed: 0,
    workersCame: 0,
    undoneAlone: 0,
    neverShown: 0,
  }
  for (const reversal of all) {
    const { accountId, eventId, reversalId, says, state, windowMs = 0 } = reversal
    const { logAt = [], lookAt = [], shown = [] } = readings.get(accountId) ?? {}
    const log = desk.book.log(accountId).toReversed()
    const ours = log.filter(({ actor }) => actor === 'countermand')
    if (ours.length > 1) found.sentTwice += 1
    const [own] = ours
    if (state === 'confirmed' && !stillStands(reversal, log, own, lookAt, secondLooks))
      found.falselyConfirmed += 1
    if (own === undefined) continue
    if (log.at(-1) === own) {
      if (desk.book.look(accountId, Date.now())?.state === 'suspended') found.workersCame += 1
    }
    const between = log.slice(log.findIndex(({ id }) => id === eventId) + 1, log.indexOf(own))
    if (between.length === 0) {
      if (log.at(-1) === own) found.undoneAlone += 1
      continue
    }
    found.laterDecisionsUndone += 1
    // The token is the reading that the gates were asked by; the last one before the call must show the same.
    const tokenAt = logAt.findLast((at) => at <= (intentAt.get(reversalId) ?? 0)) ?? 0
    const lastAt = logAt.at(-1) ?? 0
    const endsAt = (hadNoAnswer.has(reversalId) ? tokenAt : lastAt) + windowMs
    const isOverlooked = between.some(({ at }) => at < lastAt - clockMs)
    // Given up, aloud, before the platform had once shown what it did: nobody can see what is not shown.
    const isNeverShown =
      state === 'escalated' &&
      !shown.some(({ askedAt, answeredAt }) => askedAt > own.at + clockMs && answeredAt <= reversal.at)
    if (isNeverShown) found.neverShown += 1
    const isOutside = isOverlooked || (!isNeverShown && between.some(({ at }) => at > endsAt + clockMs))
    if (isOutside) found.outsideWindow += 1
    const isNotRaced = state !== 'raced' && !isNeverShown
    if (isNotRaced) found.notRaced += 1
    if ((isOutside || isNotRaced) && examples.length < 5) {
      const acts = log.map(({ action, actor, at }) => `${at - lastAt} ${action} by ${actor}`).join(', ')
      examples.push(`${state} (${says}), window ${windowMs} to ${endsAt - lastAt}: ${acts}`)
    }
    if (!told.has(eventId)) found.notTold += 1
  }
  return {
    races: all.length,
    states: Object.fromEntries(
      [...Map.groupBy(all, ({ state }) => state)].map(([state, some]) => [state, some.length]),
    ),
    ...found,
    examples,
    notEnded: count - all.filter(({ state }) => isAtRest(state)).length,
    windowMs: spread(all.flatMap(({ windowMs }) => windowMs ?? [])),
  }
}

/** Two readings of one clock, each cut to a millisecond. */
const clockMs = 2

/** It is ours, and a second look found it restored, unless somebody had decided anew since. */
function stillStands(
  { accountId, at }: Reversal,
  log: readonly LogLine[],
  own: LogLine | undefined,
  lookAt: readonly number[],
  secondLooks: ReadonlyMap<string, string | undefined>,
): boolean {
  if (own === undefined) return false
  if (secondLooks.get(accountId) === 'active') return true
  // Our second look may have been answered a moment before the later decision: whatever came after it was asked for.
  const lastLookAt = lookAt.findLast((asked) => asked <= at) ?? at
  return log
    .slice(log.indexOf(own) + 1)
    .some((line) => line.action === 'suspend' && line.at >= lastLookAt - clockMs)
}

/** mulberry32: the same seed, the same races. */
function drawsOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

function spread(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { p50: at(0.5), p99: at(0.99), max: at(1) }
}
