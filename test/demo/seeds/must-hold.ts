import { atLeast, modes, type Severity } from '../../../src/core/policy/severity.ts'
import { incidents } from '../../../src/demo/incidents/incidents.ts'
import { innocents } from './innocents.ts'
import { loadOf } from './load.ts'
import { playSeason, type Seen } from './season.ts'
import { drift, longEvenings, lowAndSlow } from './slow.ts'

/** One thing that must hold of an incident, whoever does it, when, to whom and how fast. */
export interface Bound {
  readonly of: string
  readonly must: string
  judge(acts: readonly Seen[]): Outcome
}

export interface Outcome {
  readonly held: boolean
  /** The larger, the worse; only compared within one bound. */
  readonly worse: number
  readonly says: string
  /** Why, for whoever asks: the bars of the act that it hangs on. */
  bars(): string
}

const bounds: readonly Bound[] = [
  { of: 'last-day-2017', must: 'critical, and may be reversed', judge: reversedAtOnce },
  { of: 'delayed-2017', must: 'critical, and may be reversed', judge: reversedAtOnce },
  { of: 'tools-2020', must: 'high or above within 5 actions', judge: (acts) => noticed(acts, 'high', 5) },
  { of: 'rogue-return', must: 'high or above within 2', judge: (acts) => noticed(acts, 'high', 2) },
  { of: 'mass-mistake', must: 'noticed within 30 of 69', judge: (acts) => noticed(acts, 'medium', 30) },
  { of: 'mass-mistake', must: 'never auto', judge: neverAuto },
  { of: 'lock-down', must: 'noticed within 60', judge: (acts) => noticed(acts, 'medium', 60) },
  { of: 'lock-down', must: 'never auto', judge: neverAuto },
  ...innocents.flatMap(({ name: of }) => [
    { of, must: 'never auto', judge: neverAuto },
    { of, must: 'quiet', judge: quiet },
  ]),
]

const slow: readonly Bound[] = [
  { of: 'low-and-slow', must: 'noticed within 60', judge: (acts) => noticed(acts, 'medium', 60) },
  { of: 'long-evenings', must: 'quiet', judge: quiet },
  {
    of: 'drift',
    must: 'its climb is told by day 60',
    judge: climbTold,
  },
  { of: 'level', must: 'no climb is told', judge: (acts) => opposite(climbTold(acts)) },
]

/** So many alerts a day of medium and above, for 60 staff. */
const alertsADayMax = 3

const load: Bound = {
  of: 'routine',
  must: `at most ${alertsADayMax} alerts a day`,
  judge() {
    throw new Error('judged by the day')
  },
}

/** Every bound of one season with its outcome. */
export function* seasonOutcomes(seed: number): Generator<readonly [Bound, Outcome]> {
  const scenes = new Map(playSeason(seed, [...incidents, ...innocents]).map(({ name, acts }) => [name, acts]))
  for (const bound of bounds) yield [bound, bound.judge(scenes.get(bound.of) ?? [])]
}

/** And of what takes months. */
export function* slowOutcomes(seed: number): Generator<readonly [Bound, Outcome]> {
  const played = { 'low-and-slow': lowAndSlow, 'long-evenings': longEvenings, drift: climbing, level }
  for (const [of, play] of Object.entries(played)) {
    const acts = play(seed)
    for (const bound of slow) if (bound.of === of) yield [bound, bound.judge(acts)]
  }
}

/** One part in ten of the seeds, for each needs weeks of its own. */
export function loadOutcome(seed: number, weeks: number): readonly [Bound, Outcome] {
  const perDay = loadOf(seed, weeks)
  const says = `${perDay.toFixed(2)} a day`
  return [load, { held: perDay <= alertsADayMax, worse: perDay, says, bars: () => '' }]
}

const climbing = (seed: number): Seen[] => drift(seed, 0.02)
const level = (seed: number): Seen[] => drift(seed, 0)

function reversedAtOnce(acts: readonly Seen[]): Outcome {
  const first = acts[0]
  if (first === undefined) return nothing
  const says = `${first.severity} ${first.mode}`
  const held = says === 'critical auto'
  return { held, worse: held ? 0 : 1, says, bars: () => first.bars() }
}

function noticed(acts: readonly Seen[], severity: Severity, within: number): Outcome {
  const index = acts.findIndex(({ told }) => told !== undefined && atLeast(told, severity))
  if (index < 0) return { ...nothing, says: `none of ${acts.length}`, bars: () => acts.at(-1)?.bars() ?? '' }
  const nth = index + 1
  return { held: nth <= within, worse: nth, says: `at ${nth}`, bars: () => acts[index]?.bars() ?? '' }
}

function neverAuto(acts: readonly Seen[]): Outcome {
  if (acts.length === 0) return nothing
  const [most] = [...acts].sort((a, b) => modes.indexOf(b.mode) - modes.indexOf(a.mode))
  const mode = most?.mode ?? 'observe'
  return { held: mode !== 'auto', worse: modes.indexOf(mode), says: mode, bars: () => most?.bars() ?? '' }
}

function quiet(acts: readonly Seen[]): Outcome {
  if (acts.length === 0) return nothing
  const told = acts.filter((act) => act.told !== undefined && atLeast(act.told, 'medium'))
  const says = told.length === 0 ? `quiet, ${acts.length} acts` : `${told.length} of ${acts.length} told`
  return { held: told.length === 0, worse: told.length, says, bars: () => told[0]?.bars() ?? '' }
}

function climbTold(acts: readonly Seen[]): Outcome {
  const first = acts.find((act) => act.told !== undefined && act.bars().includes('slow-climb'))
  if (first === undefined) return { ...nothing, says: 'never' }
  const day = Math.ceil((first.change.occurredAt - (acts[0]?.change.occurredAt ?? 0)) / 86_400_000)
  return { held: day <= 60, worse: day, says: `on day ${day}`, bars: () => first.bars() }
}

function opposite(outcome: Outcome): Outcome {
  return { ...outcome, held: !outcome.held, worse: outcome.held ? 1 : 0 }
}

const nothing: Outcome = {
  held: false,
  worse: Number.POSITIVE_INFINITY,
  says: 'nothing happened',
  bars: () => '',
}
