import { describe, expect, it } from 'vitest'
import type { LearntValue } from '../../../src/core/fit/learnt-value.ts'
import { fitText } from '../../../src/core/fit/write-fit.ts'
import { writePolicy } from '../../../src/core/fit/write-policy.ts'
import { comparePolicies } from '../../../src/core/policy/compare.ts'
import { calibrationSays, type PolicyFit } from '../../../src/core/policy/policy-fit.ts'
import { isPolicy, readPolicy } from '../../../src/core/policy/read-policy.ts'

const before = `# A policy of ours.

ceiling: observe
bands: { low: 2, medium: 4, high: 8, critical: 12 }   # chosen by the desk
alertAt: { suspicion: 1.5, score: 4 }

tiers:
  - name: everyone
    when: account.kind != 'network'
    modes: { approve: 4, auto: 9 }

evidence:
  # Suspicion starts two points higher.
  prior.suspend: -2
  tenure.lastDay: 3 # agreed with HR
  dormancy.over30d: 1 # was 1.5

rules:
  - name: two-others-agreed
    why: a machine does not overrule three people
    when: reason.otherApprovers >= 2
    forbid: [veto, auto]
`

const thresholds = {
  alertAt: { suspicionCenti: -214, scoreCenti: -119 },
  bands: { low: -319, medium: -119, high: 362, critical: 379 },
  modes: [{ approve: -143, auto: 200 }],
}

function learntOf(name: string, old: number, value: number): LearntValue {
  return { name, moved: [{ name, old, new: value }], low: value, high: value, changes: 1, notMeant: 1 }
}

const learnt = [
  learntOf('prior.suspend', -2, -4.56),
  learntOf('tenure.lastDay', 3, 2.5),
  learntOf('dormancy.over30d', 1, 0.27),
  learntOf('mass.perBit', 0.8, 0.8),
  learntOf('reason.spam: "cheap"', 0, -0.35),
  learntOf('families.pace', 0.35, 0.5),
]
const header = ['Fitted from 2011-04-28 to 2015-05-06 of this platform’s own history:', 'slope 0.92.']

describe('the written policy', () => {
  const written = writePolicy(before, { header, learnt, thresholds })

  it('changes numbers, says what they were, and leaves every word that people wrote', () => {
    expect(written).toBe(`# Fitted from 2011-04-28 to 2015-05-06 of this platform’s own history:
# slope 0.92.

# A policy of ours.

ceiling: observe
bands: { low: -3.19, medium: -1.19, high: 3.62, critical: 3.79 }   # chosen by the desk
alertAt: { suspicion: -2.14, score: -1.19 }

tiers:
  - name: everyone
    when: account.kind != 'network'
    modes: { approve: -1.43, auto: 2 }

evidence:
  # Suspicion starts two points higher.
  prior.suspend: -4.56 # was -2
  tenure.lastDay: 2.5 # agreed with HR
  dormancy.over30d: 0.27 # was 1
  "reason.spam: \\"cheap\\"": -0.35 # was 0

rules:
  - name: two-others-agreed
    why: a machine does not overrule three people
    when: reason.otherApprovers >= 2
    forbid: [veto, auto]

families:
  pace: 0.5
`)
  })

  it('is read without a fault, with just those weights', () => {
    const policy = readPolicy(written, '0123456789abcdef')
    if (!isPolicy(policy)) throw new Error(JSON.stringify(policy))
    expect(policy.weights.prior.suspend).toBe(-456)
    expect(policy.weights.reason).toEqual({ 'spam: "cheap"': -35 })
    expect(policy.weights.mass.perBit).toBe(80)
    expect(policy.remainders.pace).toBe(50)
    expect(policy.tiers[0]?.modes).toEqual({ approve: -143, auto: 200 })
  })

  it('fitted again has one header, that of the last time', () => {
    const again = writePolicy(written, {
      header: ['Fitted from 2016-01-01 to 2018-01-01.'],
      learnt: [],
      thresholds,
    })
    expect(again.match(/Fitted from/g)).toHaveLength(1)
    expect(again.startsWith('# Fitted from 2016-01-01 to 2018-01-01.\n\n# A policy of ours.\n')).toBe(true)
  })

  const short = "ceiling: observe\ntiers:\n  - { name: everyone, when: 'true', modes: { approve: 4, } }\n"
  const inBraces = JSON.stringify({
    ceiling: 'observe',
    tiers: [{ name: 'everyone', when: 'true', modes: { approve: 4 } }],
    evidence: { 'tenure.lastHour': 5 },
  })

  // biome-ignore format: a table for people.
  it.each([
    ['with empty parts in braces',           `${short}evidence: {}\nfamilies: { }\nbands: {}\n`],
    ['with a comma after the last of a map', `${short}evidence: { tenure.lastDay: 3, }\nfamilies: { pace: 0.4 , }\n`],
    ['with a map in braces over many lines', `${short}evidence: {\n  tenure.lastDay: 3, # the desk's\n  tenure.lastHour: 5 # ours\n  }\n`],
    ['that ends in a mark',                  `---\n${short}evidence:\n  tenure.lastHour: 5\n...\n# the end\n`],
    ['that ends in a mark without a line',   `${short}...`],
    ['that is one map in braces',            inBraces],
    ['that is one map over many lines',      `# Ours.\n{\n  ceiling: observe, # for now\n  tiers: [{ name: everyone, when: 'true', modes: { approve: 4 } }],\n}\n`],
    ['that begins with the mark of a byte order', `\uFEFF${short}`],
    ['that is indented as a whole',          `${short}evidence:\n  tenure.lastHour: 5\n`.replaceAll(/^/gm, '  ').trimEnd()],
    ['with line ends of another system',     `${short}evidence:\n  tenure.lastHour: 5\n`.replaceAll('\n', '\r\n')],
  ])('gets its numbers %s, and again the next time', (_, text) => {
    const fitted = { from: '2011-04-28', until: '2015-05-06', changes: 40, notMeant: 30 }
    const once = writePolicy(text, { header, learnt, thresholds, fitted })
    const edited = text.includes('\r') ? once.replaceAll(/\r?\n/g, '\r\n') : once
    for (const written of [once, writePolicy(edited, { header, learnt, thresholds, fitted })]) {
      const policy = readPolicy(written, '0123456789abcdef')
      if (!isPolicy(policy)) throw new Error(`${written}\n${JSON.stringify(policy)}`)
      expect(policy.weights.prior.suspend).toBe(-456)
      expect(policy.weights.tenure).toMatchObject({ lastDay: 250, lastHour: 500 })
      expect(policy.weights.reason).toEqual({ 'spam: "cheap"': -35 })
      expect(policy.remainders.pace).toBe(50)
      expect([policy.alertAt, policy.bands]).toEqual([thresholds.alertAt, thresholds.bands])
      expect(policy.tiers[0]?.modes.approve).toBe(-143)
      expect(policy.fitted).toEqual(fitted)
      expect(written.match(/Fitted from/g)).toHaveLength(1)
      for (const [comment] of text.matchAll(/# [\w' ]+/g)) expect(written).toContain(comment)
    }
  })

  it('loses nothing where an empty line comes only after what people wrote', () => {
    const text = `# Fitted from a template.\nceiling: observe\n\n${short.split('\n').slice(1).join('\n')}`
    expect(writePolicy(text, { header, learnt, thresholds })).toContain('\nceiling: observe\n')
  })

  it('gets the parts that it lacked', () => {
    const bare = "ceiling: observe\ntiers:\n  - { name: everyone, when: 'true', modes: { approve: 4 } }\n"
    const policy = readPolicy(writePolicy(bare, { header, learnt, thresholds }), '0123456789abcdef')
    if (!isPolicy(policy)) throw new Error(JSON.stringify(policy))
    expect(policy.alertAt).toEqual(thresholds.alertAt)
    expect(policy.bands).toEqual(thresholds.bands)
    expect(policy.weights.tenure.lastDay).toBe(250)
  })
})

describe('what a policy says of its own fit', () => {
  const fitted = { from: '2011-04-28', until: '2015-05-06', changes: 267_011, notMeant: 2_558, slope: 0.92 }
  const untold: PolicyFit = { from: '2016-01-01', until: '2018-01-01', changes: 40, notMeant: 30 }
  const read = (text: string) => {
    const policy = readPolicy(text, '0123456789abcdef')
    if (!isPolicy(policy)) throw new Error(JSON.stringify(policy))
    return policy
  }
  const faults = (part: string) => {
    const policy = readPolicy(`ceiling: observe\ntiers: []\n${part}\n`, '0')
    return isPolicy(policy) ? [] : policy.map(({ line, at, says }) => `${line} ${at}: ${says}`)
  }

  it('is written with the numbers and comes back the same', () => {
    const written = writePolicy(before, { header, learnt, thresholds, fitted })
    expect(written.endsWith(`\n\n${fitText(fitted)}\n`)).toBe(true)
    expect(read(written).fitted).toEqual(fitted)
    expect(read(before).fitted).toBeUndefined()
  })

  it('takes the place of what an earlier fit wrote, and leaves what stands around it', () => {
    const between = `${writePolicy(before, { header, learnt, thresholds, fitted })}\n# Ours.\nownTeam: refuse\n`
    const again = writePolicy(between, { header, learnt: [], thresholds, fitted: untold })
    expect(again.match(/^fitted:$/gm)).toHaveLength(1)
    expect(again.endsWith(`${fitText(untold)}\n\n# Ours.\nownTeam: refuse\n`)).toBe(true)
    expect(read(again).fitted).toEqual(untold)
  })

  // biome-ignore format: a table for people.
  it.each([
    ['fitted: { from: 2011-04-28, until: 2015-05-06, changes: 40, notMeant: 30 }',              []],
    ['fitted: {}', ['3 fitted: "from" is missing', '3 fitted: "until" is missing', '3 fitted: "changes" is missing', '3 fitted: "notMeant" is missing']],
    ['fitted: { from: 2015-02-30, until: 2015-05-06, changes: 40, notMeant: 30 }',              ['3 fitted.from: must be a day such as 2017-11-02, not 2015-02-30']],
    ['fitted: { from: 2015-05-07, until: 2015-05-06, changes: 40, notMeant: 30 }',              ['3 fitted.until: must not be before 2015-05-07, where it begins']],
    ['fitted: { from: 2011-04-28, until: 2015-05-06, changes: 40, notMeant: 41 }',              ['3 fitted.notMeant: must be a number from 0 to 40 (changes), but is 41']],
    ['fitted: { from: 2011-04-28, until: 2015-05-06, changes: 40.5, notMeant: 30 }',            ['3 fitted.changes: must be whole, but is 40.5']],
    ['fitted: { from: 2011-04-28, until: 2015-05-06, changes: 40, notMeant: 30, slope: good }', ['3 fitted.slope: must be a number from -100 to 100 (slope), but is "good"']],
    ['fitted: { from: 2011-04-28, until: 2015-05-06, changes: 40, notMeant: 30, by: ana }',     ['3 fitted.by: there is no "by"; there are from, until, changes, notMeant, slope']],
  ])('has its faults told: %s', (part, expected) => {
    expect(faults(part)).toEqual(expected)
  })

  it('is told in words', () => {
    expect(calibrationSays(undefined)).toBe('not yet calibrated on your history')
    expect(calibrationSays(fitted)).toBe(
      'calibrated on your history from 2011-04-28 to 2015-05-06, 267,011 changes, 2,558 of them not meant; on what came after, a slope of 0.92 (at 1 a point doubles the odds)',
    )
    expect(calibrationSays(untold)).toMatch(/; how well, no later history could tell$/u)
  })

  it('is told where two policies differ', () => {
    const text = (fit: PolicyFit) => writePolicy(before, { header, learnt, thresholds, fitted: fit })
    const differences = comparePolicies(read(text(fitted)), read(text({ ...fitted, slope: 1.1 })))
    expect(differences.map((one) => Object.values(one))).toEqual([['fitted slope', '0.92', '1.1']])
  })
})
