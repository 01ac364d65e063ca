import { setTimeout as delay } from 'node:timers/promises'
import type { AccountChange } from '../../core/change/account-change.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import { wordKey } from '../chance.ts'
import type { AccountBook } from '../platform/account-book.ts'
import type { AskedCommand } from '../platform/account-server.ts'
import type { Act } from '../world/act.ts'
import { tagOf } from '../world/population.ts'
import type { World } from '../world/world.ts'
import { isSettled, secondsToConfirmed, settleMsMax, unassessed } from './outcome.ts'
import type { Incident, Run, Script } from './script.ts'
import type { Watch, Watching } from './watch.ts'

/** What became of an incident, in the words that `countermand demo --json` prints. */
export interface IncidentResult {
  readonly incident: string
  readonly alerts: readonly Alert[]
  /** What was asked of the platform since the run began, as the platform saw it. */
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
  /** As people's tool does it, which may ask first. */
  readonly perform: AccountBook['perform']
  /** How long everything rests once the past is assessed, before somebody acts or asks. */
  readonly restMs: number
  readonly watch: Watch
  readonly clock: Clock
  asked(): readonly AskedCommand[]
}

/** How often it is asked whether the next change is due or the outcome is settled. */
const tickMs = 25
/** Changes of the past in one go: whoever asks the account service meanwhile does not wait for all of it. */
const tellMax = 100
/** So long a past that was told all at once may take to be assessed. Nobody acts or asks before: it would wait behind
 *  three weeks of their own doings. */
const pastMsMax = 2_000

/** Plays an incident on the demo platform and waits until its outcome is settled. Throws `Error` where changes
 *  were not assessed in time: no alert means nothing then. */
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
    varied: false,
  }
  const script = incident.script(run)
  const isRepeated = [...script.accounts.keys()].some((accountId) => stage.book.look(accountId, run.startsAt))
  stage.book.enrol(script.accounts)
  const watching = stage.watch.begin(script.accounts.keys())
  try {
    // A second run with the same seed finds its people known already.
    if (!isRepeated) {
      await tellPast(stage, script, watching)
      const until = stage.clock.now() + pastMsMax
      while (watching.waitedFor() > 0 && stage.clock.now() < until) await delay(tickMs)
      await delay(stage.restMs)
    }
    await playBeats(stage, script, watching)
    while (!isSettled(watching.seen(), stage.clock.now())) await delay(tickMs)
    const { made, assessed } = watching.seen()
    const late = unassessed({ made, assessed })
    if (late > 0) throw new Error(notAssessed(late, made.size))
    return resultOf(stage, incident, run, script, watching)
  } finally {
    watching.end()
  }
}

/** Said before it is done, as everything that is watched. */
async function tellPast({ book }: Stage, { history }: Script, watching: Watching): Promise<void> {
  for (let from = 0; from < history.length; from += tellMax) {
    const acts = history.slice(from, from + tellMax)
    watching.waitFor(acts.map(({ eventId }) => eventId))
    leaveOut(watching, acts, await book.perform(acts))
  }
}

function leaveOut(watching: Watching, acts: readonly Act[], changes: readonly AccountChange[]): void {
  const done = new Set(changes.map(({ eventId }) => eventId))
  for (const { eventId } of acts) if (!done.has(eventId)) watching.unmade(eventId)
}

function notAssessed(late: number, all: number): string {
  return `${late} of ${all} changes ${late === 1 ? 'was' : 'were'} not assessed within ${settleMsMax / 1_000} s; what will become of the incident is not known`
}

async function playBeats({ perform, clock }: Stage, script: Script, watching: Watching): Promise<void> {
  const beginsAt = clock.now()
  const waiting = [...script.beats]
  while (waiting.length > 0) {
    const now = clock.now()
    const dueCount = waiting.filter(({ afterMs }) => afterMs <= now - beginsAt).length
    const acts = waiting.splice(0, dueCount).map((beat) => beat.act(now))
    // Said before it is done: its alert may be there before `perform` is.
    for (const act of acts) watching.made(act.eventId, now)
    if (acts.length > 0) leaveOut(watching, acts, await perform(acts))
    if (waiting.length > 0) await delay(tickMs)
  }
}

function resultOf(
  stage: Stage,
  incident: Incident,
  run: Run,
  script: Script,
  watching: Watching,
): IncidentResult {
  const seen = watching.seen()
  return {
    incident: incident.name,
    alerts: seen.alerts,
    // An earlier run with the same seed had the same accounts.
    commands: stage.asked().filter(({ account, at }) => at >= run.startsAt && script.accounts.has(account)),
    reversals: [...seen.reversals.values()],
    secondsToConfirmed: secondsToConfirmed(seen.reversals.values()),
  }
}
