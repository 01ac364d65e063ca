import { readFile } from 'node:fs/promises'
import type { Learnt } from '../../core/fit/learn.ts'
import { writePolicy } from '../../core/fit/write-policy.ts'
import type { Policy } from '../../core/policy/policy.ts'
import type { PolicyFit } from '../../core/policy/policy-fit.ts'
import { isPolicy, readPolicy } from '../../core/policy/read-policy.ts'
import { standardOutput, writeOutput } from '../output-file.ts'
import { type Fitted, headerLines } from './fitted.ts'

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
  const read = readPolicy(text, id)
  if (!isPolicy(read)) {
    throw new Error(
      `the fitted policy would have faults: ${read.map(({ at, says }) => `${at}: ${says}`).join('; ')}`,
    )
  }
  if (path === standardOutput) console.log(text.trimEnd())
  else await writeOutput(path, text)
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
