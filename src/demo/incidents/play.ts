import { setTimeout as delay } from 'node:timers/promises'
import type { Alert } from '../../core/decision/alert.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import { wordKey } from '../chance.ts'
import type { AccountBook } from '../platform/account-book.ts'
import type { AskedCommand } from '../platform/account-server.ts'
import { tagOf } from '../world/population.ts'
import type { World } from '../world/world.ts'
import { isSettled, secondsToConfirmed } from './outcome.ts'
import type { Incident, Run, Script } from './script.ts'
import type { Watch, Watching } from './watch.ts'

/** What became of an incident, in the words that `countermand demo --json` prints. */
export interface IncidentResult {
  readonly incident: string
  readonly alerts: readonly Alert[]
  /** What was asked of the platform, as the platform saw it. */
  readonly commands: readonly AskedCommand[]
  /** Where each reversal stands at the end. */
  readonly reversals: readonly Reversal[]
  /** From the change to the account seen restored; `null` where nothing was. */
  readonly secondsToConfirmed: number | null
}

export interface PlayOptions {
  /** The same seed brings the same people and accounts. */
  readonly seed: number
  readonly reason?: string
}

export interface Stage {
  readonly world: World
  readonly book: AccountBook
  readonly watch: Watch
  readonly clock: Clock
  asked(): readonly AskedCommand[]
}

/** How often it is asked whether the next change is due or the outcome is settled. */
const tickMs = 25

/** Plays an incident on the demo platform and waits until its outcome is settled. */
export async function playIncident(
  stage: Stage,
  incident: Incident,
  options: PlayOptions,
): Promise<IncidentResult> {
  const run: Run = {
    ...options,
    startsAt: stage.clock.now(),
    world: stage.world,
    tag: tagOf(options.seed, wordKey(incident.name)),
  }
  const script = incident.script(run)
  const isRepeated = [...script.accounts.keys()].some((accountId) => stage.book.look(accountId, run.startsAt))
  stage.book.enrol(script.accounts)
  const watching = stage.watch.begin(script.accounts.keys())
  try {
    // A second run with the same seed finds its people known already.
    if (!isRepeated) await stage.book.perform(script.history)
    await playBeats(stage, script, watching)
    while (!isSettled(watching.seen(), stage.clock.now())) await delay(tickMs)
    return resultOf(stage, incident, script, watching)
  } finally {
    watching.end()
  }
}

async function playBeats({ book, clock }: Stage, script: Script, watching: Watching): Promise<void> {
  const beginsAt = clock.now()
  const waiting = [...script.beats]
  while (waiting.length > 0) {
    const now = clock.now()
    const dueCount = waiting.filter(({ afterMs }) => afterMs <= now - beginsAt).length
    const acts = waiting.splice(0, dueCount).map((beat) => beat.act(now))
    // Said before it is done: its alert may be there before `perform` is.
    for (const act of acts) watching.made(act.eventId, now)
    if (acts.length > 0) await book.perform(acts)
    if (waiting.length > 0) await delay(tickMs)
  }
}

function resultOf(stage: Stage, incident: Incident, script: Script, watching: Watching): IncidentResult {
  const seen = watching.seen()
  return {
    incident: incident.name,
    alerts: seen.alerts,
    commands: stage.asked().filter(({ account }) => script.accounts.has(account)),
    reversals: [...seen.reversals.values()],
    secondsToConfirmed: secondsToConfirmed(seen.reversals.values()),
  }
}
