import { join } from 'node:path'
import { isoUtcMs } from '../../core/change/iso-time.ts'
import { evidenceInForce } from '../../core/evidence/in-force.ts'
import { type Column, columnsOf, type Learnable } from '../../core/fit/columns.ts'
import { type Learnt, learn } from '../../core/fit/learn.ts'
import { sameLoad, type Thresholds, thresholdsOf } from '../../core/fit/same-load.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { accountRelations } from '../../core/relate/relate.ts'
import { hintOf } from '../../core/spelling/nearest.ts'
import { schemasFolder } from '../../edges/files/shipped.ts'
import { readLabels, refuseUnclear } from '../evaluate/read-labels.ts'
import { inputsOf } from '../history/inputs.ts'
import { openPolicy } from '../history/open-policy.ts'
import { openTables } from '../history/open-tables.ts'
import { type HistoryFlags, readHistory, tallyLines } from '../history/read-history.ts'
import { Refusal } from '../history/refusal.ts'
import { checkOutputs, standardOutput } from '../output-file.ts'
import { fittedOf } from './fitted.ts'
import { type Pass, type PassOptions, passThrough, type Split } from './pass.ts'
import { reportOf } from './report.ts'
import { tryTableBeside } from './table-test.ts'
import { refuseUnwritable, writeFitted } from './write-fitted.ts'

export interface FitFlags extends HistoryFlags {
  readonly labels?: readonly string[]
  readonly policy?: string
  readonly until?: string
  readonly testFrom?: string
  readonly write?: string
  readonly json?: boolean
  readonly withNetworks?: boolean
  readonly labelWeight?: string
  readonly keepThresholds?: boolean
  readonly keepStarts?: boolean
  readonly hold?: readonly string[]
}

/** Learns weights from history, prints what would change, and writes a policy only where told to. Answers the
 *  exit code. */
export async function runFit(files: readonly string[], flags: FitFlags): Promise<number> {
  try {
    await fit(files, flags)
    return 0
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    console.error(cause.message)
    return 1
  }
}

async function fit(files: readonly string[], flags: FitFlags): Promise<void> {
  const path = flags.policy ?? join(schemasFolder, 'policies', 'default.yaml')
  await checkOutputs({ '--write': flags.write }, [...inputsOf(files, flags), ...(flags.labels ?? []), path])
  if (flags.write === standardOutput && flags.json === true)
    throw new Refusal('--write -: --json writes to standard output already; name a file')
  const policy = await openPolicy(path)
  if (flags.write !== undefined) await refuseUnwritable(path, policy)
  const evidence = [...evidenceInForce, ...accountRelations]
  const columns = columnsOf(evidence, policy.weights)
  const hold = flags.hold ?? []
  // Before hours of reading; classes of an open-ended table are only met in the reading.
  heldNames(
    hold.filter((name) => !isOfOpenTable(name)),
    evidence,
    columns,
  )
  const labelWeight = numberOf('--label-weight', flags.labelWeight, 1, 1_000)
  const options: PassOptions = {
    ...flags,
    labels: await readLabels(flags.labels ?? []),
    tables: await openTables(flags, policy),
    split: await splitOf(files, flags),
    withNetworks: flags.withNetworks === true,
    labelWeight,
  }

  const old = await passThrough(files, policy, columns, options)
  refuseUnclear(options.labels, old.watched)
  refuseTooFew(old)
  const { weights, remainders } = policy
  const learnt = learn(old.rows, {
    evidence,
    weights,
    remainders,
    columns,
    held: heldNames(hold, evidence, columns),
    keepsStarts: flags.keepStarts === true,
  })
  const { fresh, now, thresholds } = await passAnew(files, policy, learnt, old, {
    ...options,
    keepThresholds: flags.keepThresholds === true,
  })

  // Where too little is known of anybody's peers, what the policy knew of them stays.
  const peers = hold.includes(peersName) ? policy.peers : (now.peers ?? policy.peers)
  const tableTest = await tryTableBeside(path, policy, { ...fresh, peers })
  const fitted = fittedOf({ policy, learnt, thresholds, split: options.split, old, now, peers, tableTest })
  // With the policy on standard output, the report must not stand before it.
  const say = flags.write === standardOutput ? console.error : console.log
  if (flags.json === true) say(JSON.stringify(fitted, undefined, 2))
  else for (const text of [reportOf(fitted), ...tallyLines(now.tally)]) say(text)
  if (flags.write === undefined) return
  await writeFitted(flags.write, path, fitted, learnt, { ...fresh, peers })
  if (fitted.worse.length === 0) return
  // One object stays one object.
  const warn = flags.json === true ? console.error : say
  warn(`${flags.write} was written, and does WORSE than ${path}: ${fitted.worse.join('; ')}`)
}

/** The history again under what was learnt: first to see how suspicions lie now, then with thresholds that fit
 *  them. What alerts is not learnt from, so weights change what is found a little; these are the figures that
 *  count. */
async function passAnew(
  files: readonly string[],
  policy: Policy,
  learnt: Learnt,
  old: Pass,
  options: PassOptions & { readonly keepThresholds: boolean },
): Promise<{ fresh: Policy; now: Pass; thresholds: Thresholds }> {
  const { weights, remainders } = learnt
  const before = thresholdsOf(policy)
  const reweighed = { ...policy, id: 'fitted', weights, remainders }
  if (options.keepThresholds)
    return {
      fresh: reweighed,
      now: await passThrough(files, reweighed, undefined, options),
      thresholds: before,
    }
  // Thresholds lie as far too high as all suspicions sank; without a first guess nothing would alert at all.
  const startsCenti = priorShift(policy, learnt)
  const guess = { ...reweighed, ...shiftedBy(policy, startsCenti) }
  const first = await passThrough(files, guess, undefined, options)
  const thresholds = sameLoad(before, old.load, first.load, startsCenti)
  const fresh = withThresholds(reweighed, thresholds)
  return { fresh, now: await passThrough(files, fresh, undefined, options), thresholds }
}

/** How far the starts of all actions moved, in hundredths: that of the action which most changes are of. */
function priorShift(policy: Policy, { weights, learnt }: Learnt): number {
  const seen = learnt.filter(({ name, changes }) => name.startsWith('prior.') && changes > 0)
  const [most] = seen.toSorted((a, b) => b.changes - a.changes)
  const name = most?.name.replace('prior.', '')
  const of = (from: Policy['weights']) =>
    Object.entries(from.prior).find(([action]) => action === name)?.[1] ?? 0
  return of(weights) - of(policy.weights)
}

function shiftedBy({ alertAt }: Policy, centi: number): Pick<Policy, 'alertAt'> {
  return {
    alertAt: { suspicionCenti: alertAt.suspicionCenti + centi, scoreCenti: alertAt.scoreCenti + centi },
  }
}

function withThresholds(policy: Policy, { alertAt, bands, modes }: Thresholds): Policy {
  return {
    ...policy,
    alertAt,
    bands,
    tiers: policy.tiers.map((tier, i) => ({ ...tier, modes: modes[i] ?? tier.modes })),
  }
}

/** By default the first two thirds of the time are fitted on and the rest judges. */
async function splitOf(files: readonly string[], flags: FitFlags): Promise<Split> {
  const { first, last } = await spanOf(files, flags)
  const until = timeOf('--until', flags.until) ?? first + Math.round(((last - first) * 2) / 3)
  const testFrom = timeOf('--test-from', flags.testFrom) ?? until
  if (until <= first || until > last) throw new Refusal(`--until must lie within the history`)
  if (testFrom < until || testFrom > last)
    throw new Refusal('--test-from must not be before --until, nor after the history')
  return { until, testFrom, loadFrom: Math.max(first, until - (last - testFrom)) }
}

async function spanOf(files: readonly string[], flags: FitFlags): Promise<{ first: number; last: number }> {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for await (const batch of await readHistory(files, flags)) {
    first = Math.min(first, batch[0]?.change.occurredAt ?? first)
    last = Math.max(last, batch.at(-1)?.change.occurredAt ?? last)
  }
  return { first, last }
}

/** What `--hold` calls the part of the policy that says what is usual among peers. */
const peersName = 'peers'

/** Evidence of which nothing is learnt anyway may be named, too. */
function heldNames(
  names: readonly string[],
  evidence: readonly Learnable[],
  columns: readonly Column[],
): Set<string> {
  const known = new Set([
    ...columns.flatMap((column) => [column.name, column.evidence]),
    ...evidence.map(({ name }) => name),
    peersName,
  ])
  const wrong = names.filter((name) => !known.has(name))
  if (wrong.length === 0) return new Set(names)
  const [first = ''] = wrong
  throw new Refusal(
    `--hold: there is no ${wrong.join(', ')}; ${hintOf(first, [...known], 'schemas/policies/README.md')}`,
  )
}

function isOfOpenTable(held: string): boolean {
  return evidenceInForce.some(
    ({ name, fitting }) => fitting?.open !== undefined && held.startsWith(`${name}.`),
  )
}

/** Fewer say nothing: with thirty the odds of a class are known to within a factor of two. */
const notMeantMin = 30

function refuseTooFew({ rows }: Pass): void {
  const notMeant = rows.labels.subarray(0, rows.count).reduce((sum, label) => sum + label, 0)
  if (notMeant >= notMeantMin) return
  throw new Refusal(
    `${notMeant} of ${rows.count} changes before --until were not meant: it takes ${notMeantMin} to learn from`,
  )
}

function timeOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const at = isoUtcMs(text)
  if (at === undefined) throw new Refusal(`${flag} must be a date or a time as ISO 8601 has it, not ${text}`)
  return at
}

function numberOf(flag: string, text: string | undefined, otherwise: number, max: number): number {
  const value = text === undefined ? otherwise : Number(text)
  if (Number.isFinite(value) && value > 0 && value <= max) return value
  throw new Refusal(`${flag} must be a number above 0 and at most ${max}, not ${text}`)
}
