import { readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { shippedWeights } from '../../../src/core/evidence/weights.ts'
import { facts } from '../../../src/core/policy/facts.ts'
import { isPolicy, policyCharsMax, readPolicy } from '../../../src/core/policy/read-policy.ts'
import { weightNames } from '../../../src/core/policy/read-weights.ts'
import { shippedPolicy } from '../people.ts'

const small = `ceiling: observe
tiers:
  - name: everyone
    when: account.kind != 'network'
    modes: { approve: 8 }
`

describe('faults', () => {
  test('every one is named at once, each with its line', () => {
    const text = `ceiling: sometimes
bands: { low: 2, medium: 1 }
tiers:
  - name: everyone
    when: account.folowers > 10
    modes: { approve: 8, auto: 5 }
  - name: everyone
    when: account.kind.matches('a+')
rules:
  - name: no-why
    when: actor.kind == 3
evidence:
  tenure.newHire7days: 2
  reach.cap: 90
budgets: { perMinute: many }
extra: 1
`
    expect(faultsOf(text)).toEqual([
      '1 ceiling: must be one of observe, approve, veto, auto, but is "sometimes"',
      '2 bands.medium: bands must rise: low < medium < high < critical',
      '5 tiers[0].when: No such key: folowers in "account.folowers > 10"; did you mean "account.followers"?',
      '6 tiers[0].modes.auto: suspicion must not fall from approve to veto to auto',
      '7 tiers[1]: the name "everyone" is taken',
      '8 tiers[1].when: .matches() is not allowed in a policy; there are exists, all, size, contains, startsWith, endsWith',
      '10 rules[0]: "why" is missing',
      '10 rules[0]: a rule needs severityMin, points or forbid',
      '11 rules[0].when: no such overload: string == int in "actor.kind == 3"',
      '13 evidence.tenure.newHire7days: there is no "tenure.newHire7days"; did you mean "tenure.newHire7d"?',
      '14 evidence.reach.cap: must be a number from 0 to 20 (points), but is 90',
      '15 budgets.perMinute: must be a number from 0 to 100000 (reversals), but is "many"',
      '16 extra: there is no "extra"; there are ceiling, bands, alertAt, tiers, rules, evidence, families, exclusions, reasons, budgets, contain, demotion, noReturn, ownTeam, ask, keepProfiles, peers, fitted',
    ])
  })

  // biome-ignore format: a table for people.
  test.each([
    ['nothing at all',        '',                                             '1 : "tiers" is missing'],
    ['broken YAML',           'ceiling: [',                                   '1 : Flow sequence'],
    ['a key twice',           `${small}ceiling: auto\n`,                      '6 : Map keys must be unique'],
    ['no tiers',              'ceiling: auto\n',                              '1 : "tiers" is missing'],
    ['a rule of no effect',   `${small}rules:\n  - { name: a, why: b, when: 'true' }\n`,
                                                                              '7 rules[0]: a rule needs severityMin, points or forbid'],
    ['words as a fact',       `${small}exclusions:\n  - { name: a, why: b, when: "reason.code == 'x'" }\n`,
                                                                              '7 exclusions[0].when: may not read reason'],
    ['three who contain',   `${small}contain: { approvers: 3 }\n`, '6 contain.approvers: must be'],
    ['a reserve too large',   `${small}budgets: { perMinute: 1, protectedReservePerMinute: 2 }\n`,
                                                                              '6 budgets.protectedReservePerMinute: the reserve'],
    ['three approvers',       small.replace('modes:', 'approvers: 3\n    modes:'),  '5 tiers[0].approvers: must be a number from 1 to 2 (people), but is 3'],
    ['one and a half',        small.replace('modes:', 'approvers: 1.5\n    modes:'), '5 tiers[0].approvers: must be 1 or 2 (people)'],
    ['no time to say no',     small.replace('modes:', 'waitSeconds: 5\n    modes:'), '5 tiers[0].waitSeconds: must be a number from 10 to 1800 (seconds of a countdown), but is 5'],
    ['an alias',              `${small}reasons: *codes\n`,                    '6 reasons: must be a list, but is an alias'],
  ])('%s', (_, text, expected) => {
    expect(faultsOf(text).join('\n')).toContain(expected)
  })

  // biome-ignore format: a table for people.
  test.each([
    ['tempo.cap', -1, 0, 20], ['tempo.automationCap', -0.01, 0, 20], ['drift.oddFrom', -2, 0, 20],
    ['session.device', -2, 0, 20], ['dormancy.burstCap', -1, 0, 20], ['manyHands.perHand', -1, 0, 20],
    ['fight.roundsMost', -3, 0, 20], ['relation.most', -1, 0, 20], ['relation.least', 1, -20, 0],
    ['tenure.newHire7d', -21, -20, 20],
  ] as const)('%s: %d', (name, given, least, most) => {
    expect(faultsOf(`${small}evidence: { ${name}: ${given} }\n`)).toEqual([
      `6 evidence.${name}: must be a number from ${least} to ${most} (points), but is ${given}`,
    ])
  })

  test('what bounds points may be 0, and what weighs may be turned round', () => {
    const text = `${small}evidence: { tempo.cap: 0, relation.least: 0, tenure.newHire7d: -2, containment.suspect: 3 }\n`
    expect(faultsOf(text)).toEqual([])
  })

  test('no weight that is called a bound may be negative', () => {
    const bounds = weightNames().filter((name) => /cap$|most$|free$|^.*\.per[A-Z]/iu.test(name))
    expect(bounds.length).toBeGreaterThan(25)
    const text = `${small}evidence: { ${bounds.map((name) => `${name}: -1`).join(', ')} }\n`
    expect(faultsOf(text)).toHaveLength(bounds.length)
  })

  test('a text of more than 256 KiB is not even parsed', () => {
    expect(faultsOf(`${small}#${'x'.repeat(policyCharsMax)}`)).toEqual(['1 : longer than 262144 characters'])
  })
})

describe('a small policy', () => {
  test('has sensible answers for all that it leaves out', () => {
    const policy = readPolicy(small, 'ab'.repeat(32))
    expect(policy).toMatchObject({
      id: 'abababababab',
      ceiling: 'observe',
      bands: { low: 200, medium: 600, high: 1000, critical: 1400 },
      alertAt: { suspicionCenti: 100, scoreCenti: 600 },
      rules: [],
      exclusions: [],
      reasons: undefined,
      weights: shippedWeights,
      remainders: { employment: 35, pace: 35, origin: 35, warrant: 35, relation: 35 },
      budgets: { perMinute: 10, perHour: 50, perActorPerHour: 5, protectedReservePerMinute: 2 },
    })
  })

  test('reads points as people write them', () => {
    const policy = readPolicy(`${small}evidence: { tenure.lastHour: 4.25 }\nfamilies: { pace: 0.5 }\n`, 'ab')
    if (!isPolicy(policy)) throw new Error('it has no faults')
    expect([policy.weights.tenure.lastHour, policy.weights.tenure.lastDay, policy.remainders.pace]).toEqual([
      425, 300, 50,
    ])
    expect(policy.tiers[0]?.modes).toEqual({ approve: 800 })
  })

  test('asks one person and waits two minutes, where a tier does not say otherwise', () => {
    const read = (text: string) => {
      const policy = readPolicy(text, 'ab')
      if (!isPolicy(policy)) throw new Error('it has no faults')
      return policy
    }
    expect(read(small).tiers[0]).toMatchObject({ approvers: 1, waitSeconds: 120 })
    const careful = small.replace('modes:', 'approvers: 2\n    waitSeconds: 300\n    modes:')
    expect(read(careful).tiers[0]).toMatchObject({ approvers: 2, waitSeconds: 300 })
    const rule = "rules:\n  - { name: a, why: b, when: 'true', points: 1, author: ines }\n"
    expect(read(`${small}${rule}`).rules[0]).toMatchObject({ author: 'ines' })
  })
})

describe('what ships', () => {
  test('only the demo lets the machine do anything by itself', () => {
    const ceilings = ['default', 'volunteers', 'demo'].map((name) => shippedPolicy(name).ceiling)
    expect(ceilings).toEqual(['observe', 'observe', 'auto'])
  })

  test('the demo differs from the default in its ceiling, its wide budgets, its watch for ghosts and who contains alone', () => {
    const lines = (name: string): string[] =>
      textOf(`${name}.yaml`)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
    const [ours, demo] = [lines('default'), lines('demo')]
    expect(demo.filter((line, i) => line !== ours[i])).toEqual([
      'ceiling: auto',
      '  ghost.moved: 3',
      'budgets: { perMinute: 120, perHour: 2000, perActorPerHour: 5, perRulePerHour: 2000, protectedReservePerMinute: 20 }',
      'contain: { approvers: 1 }',
    ])
  })

  test('default.yaml names every weight, and gives each the value that the code ships', () => {
    const given = [...textOf('default.yaml').matchAll(/^ {2}([A-Za-z]+\.[A-Za-z0-9-]+): /gmu)].map(
      ([, name]) => name,
    )
    expect(new Set(given)).toEqual(new Set(weightNames()))
    expect(given).toHaveLength(weightNames().length)
    expect(shippedPolicy('default').weights).toEqual(shippedWeights)
  })

  test('the README names every fact an expression may read and every weight, and nothing else', () => {
    const readme = textOf('README.md')
    const named = [...readme.matchAll(/^\| `([A-Za-z.]+)` \| (string|double|bool|list<string>) \|/gmu)].map(
      ([, name, type]) => `${name} ${type}`,
    )
    const declared = Object.entries(facts).flatMap(([object, fields]) =>
      Object.entries(fields).map(
        ([name, { type }]) => `${object === '' ? name : `${object}.${name}`} ${type}`,
      ),
    )
    expect(named).toEqual(declared)
    for (const [evidence, weights] of Object.entries<Record<string, number>>(shippedWeights)) {
      const shown = Object.entries(weights).map(([name, centi]) => `\`${name}\` ${(centi / 100).toFixed(2)}`)
      expect(readme).toContain(`| ${shown.join(', ')} |`)
      expect(readme).toContain(`| \`${evidence}\` |`)
    }
  })
})

function faultsOf(text: string): string[] {
  const read = readPolicy(text, 'abcdef')
  if (isPolicy(read)) return []
  return read.map(({ line, at, says }) => `${line} ${at}: ${says}`.replace('  ', ' '))
}

function textOf(name: string): string {
  return readFileSync(new URL(`../../../schemas/policies/${name}`, import.meta.url), 'utf8')
}

describe('which profiles are kept', () => {
  const keep = (part: string) => {
    const policy = readPolicy(`ceiling: observe\ntiers: []\n${part}`, '0')
    return isPolicy(policy)
      ? policy.keepProfiles
      : policy.map(({ line, at, says }) => `${line} ${at}: ${says}`)
  }

  it('is a hundred thousand followers, a mark of note or a protected class, where nothing else is said', () => {
    expect(keep('')).toEqual({
      followers: 100_000,
      verified: ['legacy', 'organisation', 'government'],
      protectedClass: true,
      restIsBelow: true,
    })
  })

  it('is what the policy says, with every fault named', () => {
    expect(keep('keepProfiles: { followers: 5000, verified: [paid], restIsBelow: false }')).toEqual({
      followers: 5_000,
      verified: ['paid'],
      protectedClass: true,
      restIsBelow: false,
    })
    expect(keep('keepProfiles: { followers: 0, verified: [none], all: true }')).toEqual([
      '3 keepProfiles.followers: must be a number from 1 to 1000000000 (followers), but is 0',
      '3 keepProfiles.verified[0]: must be one of legacy, paid, organisation, government, but is "none"',
      '3 keepProfiles.all: there is no "all"; there are followers, verified, protectedClass, restIsBelow',
    ])
  })
})

describe('what is answered to whoever asks first', () => {
  const ask = (part: string) => {
    const policy = readPolicy(`ceiling: observe\ntiers: []\n${part}`, '0')
    return isPolicy(policy) ? policy.ask : policy.map(({ line, at, says }) => `${line} ${at}: ${says}`)
  }

  it('is a second person from medium and a hold of a quarter of an hour at critical, where nothing else is said', () => {
    expect(ask('')).toEqual({ secondPerson: 'medium', hold: 'critical', holdMinutes: 15 })
  })

  it('is what the policy says, with every fault named', () => {
    expect(ask('ask: { secondPerson: high, hold: never, holdMinutes: 5 }')).toEqual({
      secondPerson: 'high',
      hold: undefined,
      holdMinutes: 5,
    })
    expect(ask('ask: { secondPerson: grave, holdMinutes: 0, wait: 1 }')).toEqual([
      '3 ask.secondPerson: must be one of info, low, medium, high, critical, never, but is "grave"',
      '3 ask.holdMinutes: must be a number from 1 to 1440 (minutes), but is 0',
      '3 ask.wait: there is no "wait"; there are secondPerson, hold, holdMinutes',
    ])
    expect(ask('ask: { secondPerson: high, hold: low }')).toEqual([
      '3 ask.hold: hold begins where secondPerson does, or above it',
    ])
  })
})

describe('the most that rules may add in hindsight', () => {
  const laterOf = (rules: string, tiers = "[{ name: everyone, when: 'true', modes: {} }]") => {
    const policy = readPolicy(`ceiling: observe\ntiers: ${tiers}\nrules: ${rules}\n`, 'ab')
    return isPolicy(policy) ? policy.rulesLaterCenti : policy
  }
  const rule = (when: string, points: number) => `{ name: r, why: w, when: "${when}", points: ${points} }`

  // biome-ignore format: a table.
  test.each([
    ['what the hand does',      'pace.hour > 3.0',           2,  200],
    ['its suspicion',           'suspicion > 3.0',           2,  200],
    ['its score',               'score > 3.0',               2,  200],
    ['the change alone',        'account.followers > 3',     2,    0],
    ['points taken off',        'pace.hour > 3.0',          -2,    0],
    ['a tier by the change',    "tier == 'everyone'",        2,    0],
  ])('%s', (_, when, points, centi) => {
    expect(laterOf(`[${rule(when, points)}]`)).toBe(centi)
  })

  test('a tier that may change with the hand', () => {
    const tiers =
      "[{ name: busy, when: pace.hour > 9.0, modes: {} }, { name: rest, when: 'true', modes: {} }]"
    expect(laterOf(`[${rule("tier == 'busy'", 2)}]`, tiers)).toBe(200)
  })

  test('those of several add up', () => {
    const other = rule('actor.firstSeen', 3).replace('name: r', 'name: s')
    expect(laterOf(`[${rule('pace.hour > 3.0', 2)}, ${other}]`)).toBe(500)
  })
})
