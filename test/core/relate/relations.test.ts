import { describe, expect, test } from 'vitest'
import { Sight } from '../../../src/core/evidence/sight.ts'
import { relate, relateOrigin } from '../../../src/core/relate/relate.ts'
import type { Row } from '../../../src/core/relate/row.ts'
import { changeOf, dayMs, hourMs, now } from '../people.ts'
import { actedOn, by, lastOf, memoryAfter, pointsOf, rowOf, told } from './rows.ts'

describe('acting on whoever acted on oneself', () => {
  // The neighbour moderates too: some time before, the neighbour acted on Ana.
  test.each([
    [hourMs, 200],
    [15 * dayMs, 100],
    [29 * dayMs, 7],
    [31 * dayMs, 0],
  ])('%d ms after it is worth %d hundredths', (age, points) => {
    const memory = actedOn(['somebody', now - age], ['ana', now - age])
    expect(pointsOf(relate(rowOf(), memory, by), 'retaliation')).toBe(points)
  })

  test.each<readonly [string, Partial<Row>]>([
    ['a machine strikes nobody back', { machine: true }],
    ['giving something back is no blow', { action: 'unsuspend' }],
    ['Ben was never acted on', { actorId: 'ben' }],
  ])('%s', (_, otherwise) => {
    const memory = actedOn(['ana', now - hourMs])
    expect(pointsOf(relate(rowOf(otherwise), memory, by), 'retaliation')).toBe(0)
  })

  test('what the other did only later is no reason for it', () => {
    expect(pointsOf(relate(rowOf(), actedOn(['ana', now + 1]), by), 'retaliation')).toBe(0)
  })
})

describe('lifting what stands on oneself', () => {
  const own = { accountId: 'ana', actorId: 'ana' }
  const lift = rowOf({ ...own, action: 'unsuspend', occurredAt: now + hourMs })
  test('is worse where somebody else had put it there', () => {
    const memory = memoryAfter([rowOf({ ...own, actorId: 'ben' })])
    expect(pointsOf(relate(lift, memory, by), 'selfUndoing')).toBe(150)
  })

  test('is innocent where it was a trial on oneself', () => {
    const memory = memoryAfter([rowOf(own)])
    expect(pointsOf(relate(lift, memory, by), 'selfUndoing')).toBe(-250)
  })

  test('says that nobody knows, where nothing is remembered', () => {
    const [finding] = relate(lift, undefined, by).findings
    expect([finding?.bar.name, finding?.unknown]).toEqual(['selfUndoing.byWhom', true])
  })
})

describe('a fight over one account', () => {
  // The last line is the one that is looked at.
  const fights = [
    ['by a third person two days later', 'ana suspend, ben unsuspend, 2d cem suspend', 50],
    ['by the hand that was overruled, two days later', 'ana suspend, ben unsuspend, 2d ana suspend', 200],
    ['by the same hand within the hour', 'ana suspend, ben unsuspend, 30m ana suspend', 250],
    ['for the second time', 'ana suspend, ben unsuspend, ana suspend, ben unsuspend, 30m ana suspend', 350],
    ['a week and a day later it is another matter', 'ana suspend, ben unsuspend, 8d ana suspend', 0],
    ['who corrects what they did themselves fights nobody', 'ana suspend, ana unsuspend, 1m ana suspend', 0],
    ['a second chance that was wasted is taken back', 'ana suspend, ben unsuspend, 1d ben suspend', 0],
    ['what runs out is nobody’s judgement', 'ana suspend, bot unsuspend, 1d ana suspend', 0],
    [
      'what the owner lifted is put back by colleagues',
      'ana suspend, neighbour unsuspend, 1m ana suspend',
      0,
    ],
  ] as const
  test.each(fights)('%s: %s', (_, story, points) => {
    let minute = 0
    const lines = story
      .split(', ')
      .map((act) => (/^\d/u.test(act) ? act : `${minute++}m ${act}`))
      .join('\n')
    expect(pointsOf(lastOf(told(lines)), 'fight')).toBe(points)
  })

  test('is never worth less for having gone on longer', () => {
    const story: string[] = []
    const points: number[] = []
    for (let round = 0; round < 4; round++) {
      story.push(`${2 * round}m ana suspend`)
      points.push(pointsOf(lastOf(told(story.join('\n'))), 'fight'))
      story.push(`${2 * round + 1}m ben unsuspend`)
    }
    expect(points).toEqual([0, 250, 350, 450])
  })

  test('is told in rounds, and as at least so many once eight acts are all that is remembered', () => {
    const story: string[] = []
    const says: (string | undefined)[] = []
    for (let round = 1; round <= 20; round++) {
      story.push(`${2 * round}m ana suspend`)
      const { findings } = lastOf(told(story.join('\n')))
      const finding = findings.find(({ bar }) => bar.name === 'fight.rounds')
      says.push(finding?.bar.says(finding, new Sight(changeOf(), { memory: undefined })).observed)
      story.push(`${2 * round + 1}m ben unsuspend`)
    }
    expect(says.slice(2, 5)).toEqual([
      'to and fro, round 3',
      'to and fro, round 4',
      'to and fro, at least round 5',
    ])
    expect(new Set(says.slice(4))).toEqual(new Set(['to and fro, at least round 5']))
  })
})

describe('many hands on one account', () => {
  const hands = (...times: string[]) =>
    lastOf(told(times.map((at, i) => `${at} hand${i} suspend`).join('\n')))
  test.each([
    ['two who saw the same report', ['0m', '4m'], 0],
    ['three within ten minutes', ['0m', '4m', '9m'], 200],
    ['four within ten minutes', ['0m', '2m', '4m', '9m'], 400],
    ['six within ten minutes', ['0m', '1m', '2m', '3m', '4m', '9m'], 400],
    ['three within an hour', ['0m', '20m', '50m'], 0],
    ['four within an hour', ['0m', '20m', '40m', '55m'], 200],
    ['four in a day', ['0h', '5h', '10h', '20h'], 0],
    ['five in a day', ['0h', '5h', '10h', '15h', '20h'], 200],
  ])('%s', (_, times, points) => {
    const related = hands(...times)
    expect([pointsOf(related, 'manyHands'), related.isCampaign]).toEqual([points, points > 0])
  })

  test('are counted by whichever row comes last, though the log of another partition came first', () => {
    const [first, ...rest] = told('0m ana suspend\n1m ben suspend\n2m cem suspend\n3m dora suspend')
    const late = lastOf([...rest.toReversed(), first ?? rowOf()])
    expect([pointsOf(late, 'manyHands'), late.isCampaign]).toEqual([400, true])
  })

  test('one hand is one hand, however often, and machines are none', () => {
    const rows = told('0m ana suspend\n1m ana rename\n2m bot1 suspend\n3m bot2 suspend\n4m ana suspend')
    expect(pointsOf(lastOf(rows), 'manyHands')).toBe(0)
  })
})

describe('people are not pushed out of what is remembered', () => {
  const four = ['0m ana suspend', '2m ben suspend', '4m cem suspend', '9m dora suspend']
  /** The story of the four, with so many lines of another between each two. */
  const between = (line: (minute: number) => string, count: number) =>
    four.flatMap((act, i) => [...(i === 0 ? [] : Array.from({ length: count }, () => line(2 * i))), act])
  test.each([
    ['by a machine that verifies', between((minute) => `${minute}m bot verify`, 9)],
    ['by several machines', between((minute) => `${minute}m bot${minute} suspend`, 9)],
    ['by one hand that lifts over and over', between((minute) => `${minute}m eve unsuspend`, 9)],
    ['by one of their own, who does it over and over', between((minute) => `${minute}m ana suspend`, 9)],
  ])('%s', (_, story) => {
    const related = lastOf(told(story.join('\n')))
    expect([pointsOf(related, 'manyHands'), related.isCampaign]).toEqual([400, true])
  })

  test('and what left for want of room is nothing new when it comes again', () => {
    const rows = told(between((minute) => `${minute}m ana suspend`, 9).join('\n'))
    const memory = memoryAfter(rows)
    expect(memory?.acts.length).toBe(32)
    expect(memoryAfter(rows.slice(0, 20), memory)).toBe(memory)
  })

  test('but a week later new acts take the place of the old ones', () => {
    const old = Array.from({ length: 8 }, (_, i) => `${i}m hand${i} suspend`)
    const memory = memoryAfter(
      told([...old, '8d ana suspend', '8d ana suspend', '8d ana suspend'].join('\n')),
    )
    const days = memory?.acts.filter((_, i) => i % 4 === 2).map((time) => Math.floor((time - now) / dayMs))
    expect(days).toEqual([0, 0, 0, 0, 0, 8, 8, 8])
  })
})

describe('one network behind several people', () => {
  const odd = (actorId: string, minute: number) =>
    rowOf({ actorId, accountId: `victim-${actorId}`, occurredAt: now + minute * 60_000 })
  const after = (...actors: string[]) =>
    actors.reduce<ReturnType<typeof relateOrigin> | undefined>(
      (before, actor, i) => relateOrigin(odd(actor, i), before?.learned, by),
      undefined,
    )
  test.each([
    ['one', ['ana', 'ana', 'ana'], 0],
    ['two', ['ana', 'ben'], 200],
    ['three', ['ana', 'ben', 'cem'], 400],
    ['four', ['ana', 'ben', 'cem', 'dora'], 400],
  ])('%s', (_, actors, points) => {
    expect(after(...actors)?.pointsCenti).toBe(points)
  })

  test('a day later it is another day', () => {
    const first = relateOrigin(odd('ana', 0), undefined, by)
    expect(relateOrigin(odd('ben', 24 * 60 + 1), first.learned, by).pointsCenti).toBe(0)
  })
})

describe('the past of the account', () => {
  test.each([
    ['never touched', '0m ana suspend', -20],
    ['once, a week ago, by another', '0m ben suspend\n7d ana suspend', 20],
    ['once, two years ago', '0m ben suspend\n730d ana suspend', 40],
    ['by the same hand', '0m ana suspend\n7d ana suspend', 0],
    ['given back by another once', '0m ben suspend\n1m cem unsuspend\n60d ana suspend', 80],
  ])('%s', (_, story, points) => {
    expect(pointsOf(lastOf(told(story)), 'history')).toBe(points)
  })
})

describe('all together', () => {
  test('come to no more than the policy lets them, and the bars still add up', () => {
    const story = Array.from({ length: 6 }, (_, i) =>
      i % 2 === 0 ? `${i}m ana suspend` : `${i}m hand${i} unsuspend`,
    )
    const known = memoryAfter(told(story.join('\n')))
    const generous = { ...by.policy, remainders: { ...by.policy.remainders, relation: 100 } }
    const capped = { ...generous, weights: { ...generous.weights, relation: { most: 300, least: -300 } } }
    const next = rowOf({ occurredAt: now + 7 * 60_000 })
    const { pointsCenti, findings } = relate(next, known, { ...by, policy: capped })
    expect(pointsCenti).toBe(300)
    expect(findings.reduce((sum, one) => sum + one.pointsCenti, 0)).toBe(300)
    expect(findings.at(-1)?.bar.name).toBe('relation.bound')
  })

  test('every finding says in words what it found', () => {
    const stories = [
      lastOf(told('0m ana suspend\n1m ben unsuspend\n2m ana suspend\n3m ben unsuspend\n4m ana suspend')),
      lastOf(told('0m a suspend\n1m b suspend\n2m c suspend\n400d d suspend')),
      lastOf(told('0m a suspend\n1m b suspend\n2m c suspend\n3m d suspend')),
      relate(rowOf(), actedOn(['ana', now - hourMs]), by),
    ]
    for (const { findings } of stories) {
      expect(findings.length).toBeGreaterThan(0)
      for (const finding of findings) {
        // Words of relations are made from numbers alone.
        const { observed, expected } = finding.bar.says(finding, undefined as never)
        expect(`${observed} ${expected}`).not.toMatch(/NaN|undefined|Infinity/u)
      }
    }
  })

  test('an event that comes twice says nothing the second time, and teaches nothing', () => {
    const rows = told('0m ana suspend\n1m ben unsuspend\n2m ana suspend')
    const known = memoryAfter(rows)
    const again = relate(rows[2] ?? rowOf(), known, by)
    expect([again.pointsCenti, again.findings, again.learned]).toEqual([0, [], known])
  })

  test('addresses have no past', () => {
    const known = memoryAfter(told('0m ben suspend'))
    const related = relate(rowOf({ isAddress: true }), known, by)
    expect([related.findings, related.learned]).toEqual([[], known])
  })
})

describe('an alert of relations', () => {
  const carried = (over: Partial<Row>) => {
    const change = changeOf({
      eventId: 'e',
      occurredAt: now + 60_000,
      actor: { id: 'ana', kind: 'volunteer' },
    })
    return rowOf({ occurredAt: now + 60_000, carried: { change, forbid: [], mode: 'observe' }, ...over })
  }
  const fought = memoryAfter(told('-9m ana suspend\n-8m ben unsuspend\n-7m ana suspend\n-6m ben unsuspend'))

  test('is raised where they tip a change that nobody had heard of, with bars that add up', () => {
    const { raised } = relate(carried({ suspicionCenti: 80, stakesCenti: 500 }), fought, by)
    expect(raised?.decision.alerts).toBe(true)
    const sum = raised?.assessment.findings.reduce((total, one) => total + one.pointsCenti, 0)
    expect(sum).toBe(raised?.assessment.scoreCenti)
    expect(raised?.assessment.findings[0]?.bar.name).toBe('then.suspicion')
  })

  test('is not raised where the change stays routine all the same', () => {
    expect(relate(carried({ suspicionCenti: -500 }), fought, by).raised).toBeUndefined()
  })

  test('is not raised again where everything was said already', () => {
    const said = carried({ suspicionCenti: 900, stakesCenti: 900, alerted: true, severity: 'critical' })
    const mode = relate({ ...said, severity: 'info' }, fought, by).raised?.decision.mode ?? 'observe'
    const full = { ...said, carried: said.carried && { ...said.carried, mode } }
    expect(relate(full, fought, by).raised).toBeUndefined()
  })

  test('never grants what rules forbade', () => {
    const grave = carried({ suspicionCenti: 2_000, stakesCenti: 900 })
    const free = relate(grave, fought, by).raised?.decision.mode
    const bound = grave.carried && { ...grave.carried, forbid: ['approve', 'veto', 'auto'] as const }
    expect(free).toBe('approve')
    expect(relate({ ...grave, carried: bound }, fought, by).raised?.decision.mode).toBe('observe')
  })

  test('knows of the account what the tables brought to the change', () => {
    const bold = {
      ...by,
      policy: {
        ...by.policy,
        tiers: by.policy.tiers.map((tier) => ({ ...tier, modes: { approve: 100, auto: 200 } })),
      },
    }
    const change = changeOf({
      account: { id: 'small', kind: 'person' },
      actor: { id: 'ana', kind: 'volunteer' },
    })
    const bare = { change, forbid: [], mode: 'observe' } as const
    const raisedOf = (more: object) => {
      const row = carried({ suspicionCenti: 80, stakesCenti: 500 })
      const { raised } = relate({ ...row, carried: { ...bare, ...more } }, fought, bold)
      return [raised?.decision.mode, raised?.decision.missing]
    }
    expect(raisedOf({ filled: { paths: [], followersUnder: 100_000 } })).toEqual(['auto', []])
    // Nobody had tables, or the record was written before they were carried.
    expect(raisedOf({})).toEqual(['approve', ['account.standing']])
  })

  describe('of a change that a rule’s floor had told', () => {
    const crowd = memoryAfter(told('0m ben suspend\n0m cem suspend\n0m dora suspend'))
    const eager = {
      ...by,
      policy: { ...by.policy, tiers: by.policy.tiers.map((tier) => ({ ...tier, modes: { approve: 300 } })) },
    }
    const byRule = carried({ suspicionCenti: 65, stakesCenti: 29, alerted: true, severity: 'medium' })
    const ruled = byRule.carried && { ...byRule.carried, rules: ['touches-a-decoy'] }

    test('belongs into one case with the others, as grave as it was told and by the same rules', () => {
      const { raised, isCampaign } = relate({ ...byRule, carried: ruled }, crowd, by)
      expect([isCampaign, raised?.assessment.severity, raised?.decision.rules]).toEqual([
        true,
        'medium',
        ['touches-a-decoy'],
      ])
    })

    test('grants nothing further unless the points tell it without the floor', () => {
      const below = relate({ ...byRule, carried: ruled }, crowd, eager)
      expect([below.raised?.assessment.suspicionCenti, below.raised?.decision.mode]).toEqual([486, 'observe'])
      const enough = relate({ ...byRule, stakesCenti: 500, carried: ruled }, crowd, eager)
      expect(enough.raised?.decision.mode).toBe('approve')
    })

    test('is raised of a record that does not say by which rules', () => {
      const { raised } = relate(byRule, crowd, by)
      expect([raised?.assessment.severity, raised?.decision.rules]).toEqual(['medium', []])
    })
  })
})
