import { readFile } from 'node:fs/promises'
import type { Learnt } from '../../core/fit/learn.ts'
import type { LearntValue } from '../../core/fit/learnt-value.ts'
import { thresholdsOf } from '../../core/fit/same-load.ts'
import { writePolicy } from '../../core/fit/write-policy.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { PolicyFit } from '../../core/policy/policy-fit.ts'
import { isPolicy, readPolicy } from '../../core/policy/read-policy.ts'
import { Refusal } from '../history/refusal.ts'
import { standardOutput, writeOutput } from '../output-file.ts'
import { type Fitted, headerLines } from './fitted.ts'

/** Asks, before anything is learnt, whether numbers can be put into the policy that stands at `from`. Throws
 *  `Refusal` where they cannot, as in a text that nobody thought of. */
export async function refuseUnwritable(from: string, policy: Policy): Promise<void> {
  const { weights, remainders } = policy
  // As they stand: what is asked is only whether they can be written there.
  const trial = {
    'tenure.lastHour': weights.tenure.lastHour / 100,
    'tenure.lastDay': weights.tenure.lastDay / 100,
    'reason.any code': 0,
    'families.pace': remainders.pace / 100,
  }
  const text = writePolicy(await readFile(from, 'utf8'), {
    header: ['Fitted from nothing yet'],
    learnt: Object.entries(trial).map(([name, value]) => writtenOut(name, value)),
    thresholds: thresholdsOf(policy),
    peers: policy.peers,
    fitted: { from: '2017-11-02', until: '2017-11-03', changes: 1, notMeant: 1 },
  })
  const says = faultsOf(text, policy.id)
  if (says === undefined) return
  throw new Refusal(
    `--write: fit cannot put numbers into ${from} as it is laid out (${says}); ` +
      'lay out its parts line by line, as default.yaml has them',
  )
}

function writtenOut(name: string, value: number): LearntValue {
  return { name, moved: [{ name, old: value + 1, new: value }], low: 0, high: 0, changes: 0, notMeant: 0 }
}

/** Writes to `path` the policy that stands at `from` with what was learnt put in; a policy with faults is never
 *  written. */
export async function writeFitted(
  path: string,
  from: string,
  fitted: Fitted,
  learnt: Learnt,
  { id, peers }: Policy,
): Promise<void> {
  const text = writePolicy(await readFile(from, 'utf8'), {
    header: headerLines(fitted),
    learnt: learnt.learnt,
    thresholds: fitted.thresholds,
    peers,
    fitted: fitOf(fitted),
  })
  const says = faultsOf(text, id)
  if (says !== undefined)
    throw new Refusal(`${path} was not written: ${from} with what was learnt is no policy (${says})`)
  if (path === standardOutput) console.log(text.trimEnd())
  else await writeOutput(path, text)
}

function faultsOf(text: string, id: string): string | undefined {
  const read = readPolicy(text, id)
  if (isPolicy(read)) return undefined
  return read.map(({ at, says }) => (at === '' ? says : `${at}: ${says}`)).join('; ')
}

/** Of a stretch in which nothing was undone there is no slope. */
function fitOf({ fittedFrom, fittedUntil, lessons, notMeant, versions }: Fitted): PolicyFit {
  const slope = versions[1].calibration?.slope
  return {
    from: fittedFrom.slice(0, 10),
    until: fittedUntil.slice(0, 10),
    changes: lessons,
    notMeant,
    ...(slope !== undefined && Number.isFinite(slope) && { slope: Math.round(slope * 100) / 100 }),
  }
}
