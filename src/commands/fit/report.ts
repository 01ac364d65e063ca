import { type LearntValue, openChangesMin } from '../../core/fit/learnt-value.ts'
import type { Thresholds } from '../../core/fit/same-load.ts'
import { aligned } from '../aligned.ts'
import { tableOf } from '../evaluate/table.ts'
import type { Fitted } from './fitted.ts'
import { peerLines } from './peer-lines.ts'
import { triedLines } from './worse.ts'

/** A fit as people read it. */
export function reportOf(fitted: Fitted): string {
  const { oldThresholds, thresholds, keptLoad, onPoints } = fitted
  return [
    `fitted on ${whole(fitted.lessons)} changes from ${day(fitted.fittedFrom)} to ${day(fitted.fittedUntil)}, ` +
      `${whole(fitted.notMeant)} of them not meant (belief in the old weights times ${fitted.strength}, ` +
      `${fitted.settled ? '' : 'NOT '}settled after ${fitted.rounds} rounds)`,
    '',
    ...weightLines(fitted.learnt),
    '',
    ...aligned([
      ['threshold', 'old', 'new'],
      ...thresholdLines(oldThresholds).map(([name, value], i) => [
        name,
        value,
        thresholdLines(thresholds)[i]![1],
      ]),
    ]),
    `alerts a day before ${day(fitted.fittedUntil)}, one an actor and hour: ` +
      `${keptLoad.old.toFixed(2)} old, ${keptLoad.new.toFixed(2)} new`,
    '',
    ...peerLines(fitted.peers),
    ...onPoints.map(
      ({ part, name, reads }) => `${part} ${name} reads ${reads.join(' and ')}: look at its numbers again`,
    ),
    '',
    `on what was not fitted: alerts of medium and above gained ${whole(fitted.gained)}, ` +
      `lost ${whole(fitted.lost)}, the same ${whole(fitted.both)}`,
    tableOf({
      from: fitted.testFrom,
      to: fitted.testTo,
      days: fitted.testDays,
      changes: fitted.changes,
      restrictions: fitted.restrictions,
      versions: fitted.versions.map((version, i) => ({ ...version, name: i === 0 ? 'old' : 'new' })),
    }),
    '',
    ...triedLines(fitted),
  ].join('\n')
}

/** Weights that any change spoke of; the others stay, and are only counted. */
function weightLines(learnt: readonly LearntValue[]): string[] {
  const isFamily = ({ name }: LearntValue) => name.startsWith('families.')
  const met = learnt.filter(({ tooFew }) => tooFew !== true)
  const shown = met.filter((value) => value.changes > 0 || (isFamily(value) && isMoved(value)))
  const starts = met.filter(
    (value) => value.changes === 0 && value.name.startsWith('prior.') && isMoved(value),
  )
  const silent = met.length - shown.length - starts.length
  const rare = learnt.length - met.length
  const head = ['weight', 'old', 'new', '95 % interval', 'changes', 'not meant']
  const lines = shown.flatMap((value) =>
    value.moved.map((one, i) => [
      one.name,
      one.old.toFixed(2),
      one.new.toFixed(2),
      i === 0 ? `${value.low.toFixed(2)} to ${value.high.toFixed(2)}` : 'moves with it',
      i === 0 && value.changes > 0 ? whole(value.changes) : '',
      i === 0 && value.changes > 0 ? whole(value.notMeant) : '',
    ]),
  )
  const [start] = starts
  const shift = start === undefined ? 0 : start.moved[0]!.new - start.moved[0]!.old
  return [
    ...aligned([head, ...lines]),
    ...(starts.length > 0
      ? [`${starts.length} other actions start ${shift.toFixed(2)} from where they did, like those above`]
      : []),
    ...(rare > 0
      ? [`reason codes with fewer than ${openChangesMin} changes: ${rare}, nothing is learnt of them`]
      : []),
    `${silent} others: no change spoke of them, they stay`,
  ]
}

function isMoved({ moved }: LearntValue): boolean {
  return moved.some((one) => one.old !== one.new)
}

function thresholdLines({ alertAt, bands, modes }: Thresholds): [string, string][] {
  return [
    ['alertAt.suspicion', points(alertAt.suspicionCenti)],
    ['alertAt.score', points(alertAt.scoreCenti)],
    ...Object.entries(bands).map(([name, centi]): [string, string] => [`bands.${name}`, points(centi)]),
    ...modes.flatMap((tier, i) =>
      Object.entries(tier).map(([mode, centi]): [string, string] => [
        `tiers[${i}].modes.${mode}`,
        points(centi),
      ]),
    ),
  ]
}

function points(centi: number): string {
  return (centi / 100).toFixed(2)
}

function whole(count: number): string {
  return count.toLocaleString('en-US')
}

function day(at: string): string {
  return at.slice(0, 10)
}
