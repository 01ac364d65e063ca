import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

/** A function that the engine compiles, throws away and compiles again without end costs up to half of `step`, and no
 *  test of what it returns sees it. One object was enough for it, kept for good, whose numbers were small integers where
 *  those of all others are fractions. */
test('no function of the hot path is compiled again and again', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--trace-deopt', fileURLToPath(new URL('many-steps.ts', import.meta.url))],
    { maxBuffer: 64 * 1024 * 1024 },
  )
  const thrownAway = [
    ...stdout.matchAll(/\[bailout \(.*?reason: (.*?)\): begin\. deoptimizing .*?JSFunction (.*?)\)>/g),
  ]
  const ofTypes = thrownAway.filter(([, reason = '']) => !reason.includes('OSR'))
  const times = Map.groupBy(ofTypes, ([, reason, name]) => `${name}: ${reason}`)
  expect(times.size).toBeGreaterThan(0)
  expect([...times].filter(([, all]) => all.length > timesMax).map(([what]) => what)).toEqual([])
}, 120_000)

/** The first types that are met are not yet all: a few are thrown away while they are learnt. What is thrown away to
 *  enter or leave a long loop (on-stack replacement) is the measuring loop's own. */
const timesMax = 20
