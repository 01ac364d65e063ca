import { setTimeout as pause } from 'node:timers/promises'
import { type Effect, type Happening, isAtRest, type Life, paceMs } from '../../core/reversal/life.ts'
import { live } from '../../core/reversal/life-cycle.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { announce } from './announce.ts'
import { perform } from './effects.ts'
import { limitsFor, nextEntry, type Outcome, type Performing } from './performing.ts'
import { seenBack } from './seen-back.ts'

/** Carries one undoing to its rest: asks the machine what comes next, makes that durable, does it, and tells the
 *  machine what came of it. */
export interface Drive {
  /** Something happened outside: our command was seen coming back. */
  happen(happening: Happening): void
  /** Resolves when the first effect has come back: after a crash, when the platform was asked. */
  readonly asked: Promise<void>
  /** Resolves when it rests or was given up. Rejects only on a broken invariant. */
  readonly ended: Promise<void>
}

/** `signal` ends it at the next safe place: what is under way is still written down, nothing new is begun. */
export function drive(performing: Performing, entry: LedgerEntry, signal: AbortSignal): Drive {
  const mail: Outcome[] = [{ happening: { kind: 'resumed', at: performing.clock.now() } }]
  const asked = Promise.withResolvers<void>()
  let wake = () => {}
  let current = entry
  let effectsUnderWay = 0

  function post(outcome: Outcome): void {
    mail.push(outcome)
    wake()
  }

  /** A stop waits for what it brings. */
  async function underWay(work: Promise<Outcome | undefined>): Promise<void> {
    effectsUnderWay += 1
    try {
      const outcome = await work
      effectsUnderWay -= 1
      if (outcome !== undefined) mail.push(outcome)
      wake()
    } catch (cause) {
      ending.reject(cause)
    }
  }

  function begin(effect: Effect): void {
    void underWay(perform(performing, current, effect, signal)).then(asked.resolve)
  }

  function hear(happening: Happening): void {
    if (happening.kind !== 'sighted') return post({ happening })
    const compared = seenBack(performing, current, happening)
    void underWay(compared.then((sighted) => sighted && { happening: sighted }))
  }

  async function run(): Promise<void> {
    for (;;) {
      while (mail.length === 0) {
        if (signal.aborted && effectsUnderWay === 0) return
        await new Promise<void>((resolve) => (wake = resolve))
      }
      const outcome = mail.shift()
      if (outcome === undefined) continue
      const { life, effects } = live(current.life, outcome.happening, limitsFor(performing, current))
      const saved = outcome.saved ?? (await save(performing, current, life, signal))
      if (saved === undefined) return
      if (saved === 'overtaken') {
        const found = await reload(performing, current, signal)
        if (found === undefined) return
        current = found
        mail.push({ happening: { kind: 'resumed', at: performing.clock.now() } })
        continue
      }
      current = saved
      if (isAtRest(current.life.state)) return
      if (!signal.aborted) effects.forEach(begin)
    }
  }

  const ending = Promise.withResolvers<void>()
  const onAbort = () => wake()
  signal.addEventListener('abort', onAbort)
  run().then(ending.resolve, ending.reject)
  const ended = ending.promise.finally(() => {
    signal.removeEventListener('abort', onAbort)
    asked.resolve()
  })
  return {
    asked: asked.promise,
    ended,
    happen: hear,
  }
}

/** Durable before anything follows from it; a change that is not a new state needs no writing. */
async function save(
  performing: Performing,
  from: LedgerEntry,
  life: Life,
  signal: AbortSignal,
): Promise<LedgerEntry | 'overtaken' | undefined> {
  if (life.state === from.life.state) return { ...from, life }
  const to = nextEntry(from, life, performing.clock.now())
  performing.atPoint?.('before a state is written')
  const moved = await untilStored(performing, signal, () => performing.ledger.move(from, to))
  performing.atPoint?.('after a state is written')
  if (moved === undefined) return undefined
  if (!moved) return 'overtaken'
  announce(performing, to)
  return to
}

/** Somebody else has moved it on, or we have and were not told: we go on from where it stands. */
async function reload(
  performing: Performing,
  entry: LedgerEntry,
  signal: AbortSignal,
): Promise<LedgerEntry | undefined> {
  await pause(paceMs(2), undefined, { signal }).catch(() => {})
  const found = await untilStored(performing, signal, () => performing.ledger.find(entry.command.commandId))
  return found === undefined || isAtRest(found.life.state) ? undefined : found
}

/** Nothing may follow from what is not written down, so it waits for the store. `undefined` when it was told to
 *  end first: then the ledger says where to go on. */
async function untilStored<T>(
  { notice }: Performing,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await work()
    } catch (cause) {
      if (!(cause instanceof EdgeError) || !cause.retryable) throw cause
      notice({ kind: 'StoreTrouble', what: 'a reversal waits to be written down', cause })
    }
    if (signal.aborted) return undefined
    await pause(paceMs(tries), undefined, { signal }).catch(() => {})
  }
}
