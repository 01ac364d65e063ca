import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import { step } from '../../../src/core/decision/step.ts'
import type { VerdictWord } from '../../../src/core/decision/verdict.ts'
import {
  type ActorMemory,
  decodeMemory,
  encodeMemory,
  newMemory,
  watermarkOf,
  withWatermark,
} from '../../../src/core/memory/actor-memory.ts'
import { withinBytes } from '../../../src/core/memory/approved-bytes.ts'
import { eventIdentity } from '../../../src/core/memory/identity.ts'
import * as at from '../../../src/core/memory/layout.ts'
import { markIndex } from '../../../src/core/memory/marks.ts'
import { pendingMax } from '../../../src/core/memory/pending.ts'
import { type Recent, recentBytesMax, recentsBytesMax } from '../../../src/core/memory/recent.ts'
import { encodeRecent } from '../../../src/core/memory/recent-bytes.ts'
import { learnVerdict } from '../../../src/core/memory/verdict.ts'
import {
  accounts,
  changeOf,
  dayMs,
  hourMs,
  memoryOfWork,
  minuteMs,
  now,
  nth,
  shippedPolicy,
  staff,
  stepThrough,
} from '../people.ts'

const policy = shippedPolicy('demo')
const warm = memoryOfWork(staff.oldHand, policy, { hourly: 6 })
/** An entry of hindsight, with a handle so long that it takes just so many bytes. */
function padded(entry: Recent, bytes: number): Recent {
  const left = bytes - encodeRecent(entry).length
  const { account } = entry.change
  return { ...entry, change: { ...entry.change, account: { ...account, handle: 'x'.repeat(left + 1) } } }
}
const bad = changeOf({ action: 'deactivate', actor: staff.contractorLastHour, account: accounts.headOfState })

describe('bytes', () => {
  test('a memory comes back from its bytes as it was, with what waits for verdicts', () => {
    const flagged = step(bad, { memory: withWatermark(warm, 4_711) }, policy).learned
    expect(flagged.pending).toHaveLength(1)
    expect(decodeMemory(encodeMemory(flagged))).toEqual(flagged)
    expect(watermarkOf(flagged)).toBe(4_711)
  })

  test('the memory of a month’s plain work takes at most 600 bytes, the fullest at most 4 KiB', () => {
    // Times lie as far apart as they can, and no rough number stands there twice.
    const last = 253_402_300_799_999
    const most = { exact: 0.5, whole: 2 ** 48 - 1, event: 2 ** 40 - 1, hash: 2 ** 32 - 1, tiny: 255 }
    const longest = { ...most, time: last, offset: 2 ** 53 - 2, count: 2 ** 53 - 1 }
    const fullest = (slot: number): number => {
      const kind = at.slotKinds[slot] ?? 'exact'
      if (slot === at.firstAtSlot) return 1
      return kind === 'rough' ? Math.fround(slot + 0.1) : longest[kind]
    }
    expect(encodeMemory(warm).length).toBeLessThanOrEqual(600)
    const full: ActorMemory = {
      slots: warm.slots.map((_, slot) => fullest(slot)),
      pending: Array.from(
        { length: pendingMax },
        () => step(bad, { memory: warm }, policy).learned.pending[0] ?? fail(),
      ),
      recent: Array.from({ length: Math.floor(recentsBytesMax / (2 + recentBytesMax)) }, () => ({
        change: changeOf({ account: { id: 'a', handle: 'h' }, reason: {} }),
        suspicionCenti: 512,
        stakesCenti: 812,
        forbid: [],
        rules: [],
        held: { exclusion: undefined, missing: [] },
      })).map((entry) => padded(entry, recentBytesMax)),
      approved: withinBytes(
        Array.from({ length: 9 }, (_, i) => ({ cause: 'f'.repeat(48), by: 'x'.repeat(16), until: i + 1 })),
      ),
    }
    expect(encodeMemory(full).length).toBeLessThanOrEqual(4_096)
    expect(decodeMemory(encodeMemory(full))).toEqual(full)
  })

  test('another version, a cut-off end or foreign bytes are no memory', () => {
    const bytes = encodeMemory(warm)
    expect(decodeMemory(Uint8Array.of(at.layoutVersion + 1, ...bytes.slice(1)))).toBeUndefined()
    for (let length = 0; length < bytes.length; length++)
      expect(decodeMemory(bytes.slice(0, length))).toBeUndefined()
    expect(decodeMemory(Uint8Array.of(...bytes, 0))).toBeUndefined()
    expect(decodeMemory(new TextEncoder().encode('{"slots":[]}'.repeat(9)))).toBeUndefined()
  })
})

describe('what is remembered', () => {
  test('step leaves the memory it was given as it was', () => {
    const before = encodeMemory(warm)
    step(changeOf({ occurredAt: now }), { memory: warm }, policy)
    expect(encodeMemory(warm)).toEqual(before)
  })

  test('an event that comes twice is recognised, teaches nothing and alerts nobody again', () => {
    const once = step(bad, { memory: warm }, policy)
    const twice = step(bad, { memory: once.learned }, policy)
    expect([once.decision.alerts, twice.decision.alerts]).toEqual([true, false])
    expect(twice.assessment.repeated).toBe(true)
    expect(twice.learned).toBe(once.learned)
  })

  test('the same event id on another account is another event', () => {
    const once = step(bad, { memory: warm }, policy)
    const other = step(
      { ...bad, account: { ...accounts.headOfState, id: 'other' } },
      { memory: once.learned },
      policy,
    )
    expect(other.decision.alerts).toBe(true)
  })

  test('an operation counts as one act and as many accounts', () => {
    const changes = Array.from({ length: 20 }, (_, i) =>
      changeOf({ operationId: 'o-1', account: nth(accounts.neighbour, i) }),
    )
    const memory = stepThrough(changes, policy).at(-1)?.learned ?? fail()
    expect(memory.slots[at.actsSlot]).toBe(1)
    expect(memory.slots[at.massSlot]).toBe(20)
  })

  test('three records on one account are one act', () => {
    const changes = (['lock', 'suspend', 'revoke-role'] as const).map((action) => changeOf({ action }))
    const memory = stepThrough(changes, policy).at(-1)?.learned ?? fail()
    expect(memory.slots[at.actsSlot]).toBe(1)
    expect(memory.slots[at.changesSlot]).toBe(3)
  })

  test('decay is exact: an hour and an hour is the same as two hours', () => {
    const start = stepThrough([changeOf({ account: nth(accounts.neighbour, 0) })], policy)[0]?.learned
    const third = changeOf({ occurredAt: now + 2 * hourMs, account: nth(accounts.neighbour, 2) })
    const direct = step(third, { memory: start }, policy).learned
    const sight = changeOf({ occurredAt: now + hourMs, account: nth(accounts.neighbour, 0) })
    const between = step(third, { memory: step(sight, { memory: start }, policy).learned }, policy).learned
    // The one between was on the same account, so it counted as no act: only time had passed.
    for (const scale of [2, 3, 4, 5, 6]) {
      expect(between.slots[at.paceSlot + scale]).toBeCloseTo(direct.slots[at.paceSlot + scale] ?? 0, 5)
    }
  })
})

describe('wrong times neither corrupt what is known nor go unscored', () => {
  const deed = (occurredAt: number): AccountChange => ({
    ...bad,
    eventId: `at-${occurredAt}`,
    occurredAt,
    requestedAt: now,
  })

  test.each([
    ['two years back', now - 730 * dayMs],
    ['at the epoch', 0],
    ['ten years ahead', now + 3650 * dayMs],
  ])('a deed dated %s is critical all the same', (_, occurredAt) => {
    expect(step(deed(occurredAt), { memory: warm, arrivedAt: now }, policy).assessment.severity).toBe(
      'critical',
    )
  })

  test('a time ahead of the log is not believed: the next change finds habits as they were', () => {
    const change = changeOf({ occurredAt: now + 3650 * dayMs })
    const after = step(change, { memory: warm, arrivedAt: now }, policy).learned
    expect(after.slots[at.clockSlot]).toBe(now + 5 * minuteMs)
    expect(after.slots[at.usualWeightSlot]).toBeGreaterThan(100)
  })

  test('where arrival is not known, three changes in a row set the clock back', () => {
    const ahead = step(changeOf({ occurredAt: now + 3650 * dayMs }), { memory: warm }, policy).learned
    const usual = [1, 2, 3].map((minute) => changeOf({ occurredAt: now + minute * minuteMs }))
    const after = stepThrough(usual, policy, ahead).at(-1)?.learned ?? fail()
    expect(after.slots[at.clockSlot]).toBe(now + 3 * minuteMs)
    expect(after.slots[at.usualWeightSlot]).toBeGreaterThan(100)
  })

  describe('where arrival is known', () => {
    const dayBefore = [1, 2, 3, 4].map((minute) =>
      changeOf({ occurredAt: now - 2 * dayMs + minute * minuteMs, account: nth(accounts.neighbour, minute) }),
    )
    const after = (memory: ActorMemory): readonly number[] =>
      dayBefore.reduce(
        (before, change) => step(change, { memory: before, arrivedAt: now }, policy).learned,
        memory,
      ).slots

    test('any number of late changes leave the clock and the session where they are', () => {
      const slots = after(warm)
      expect(slots[at.clockSlot]).toBe(warm.slots[at.clockSlot])
      expect(slots[at.sessionAtSlot]).toBe(warm.slots[at.sessionAtSlot])
    })

    test('a clock that is ahead of it is set back all the same', () => {
      const ahead = step(changeOf({ occurredAt: now + 3650 * dayMs }), { memory: warm }, policy).learned
      expect(after(ahead)[at.clockSlot]).toBe(dayBefore.at(-1)?.occurredAt)
    })
  })

  test('a late change weighs what it would weigh by now, had it come in time', () => {
    const [first, second] = [0, 1].map((i) =>
      changeOf({ occurredAt: now + i * hourMs, account: nth(accounts.neighbour, i) }),
    )
    if (first === undefined || second === undefined) throw new Error('two were made')
    const inOrder = stepThrough([first, second], policy).at(-1)?.learned ?? fail()
    const late = stepThrough([second, first], policy).at(-1)?.learned ?? fail()
    for (let scale = 0; scale < at.scalesMs.length; scale++) {
      expect(late.slots[at.paceSlot + scale]).toBeCloseTo(inOrder.slots[at.paceSlot + scale] ?? 0, 5)
    }
  })
})

describe('verdicts', () => {
  const flagged = step(bad, { memory: warm }, policy).learned
  const weightBefore = flagged.slots[at.usualMarkSlot + markIndex.protected]

  test('a flagged change waits and teaches nothing', () => {
    expect(flagged.pending).toHaveLength(1)
    expect(weightBefore).toBe(0)
  })

  // biome-ignore format: a table for people.
  test.each<[VerdictWord, learnt: number, waiting: number]>([
    ['meant',                1, 0],
    ['not-meant',            0, 0],
    ['mistake',              0, 0],
    ['test',                 0, 0],
    ['not-enough-to-tell',   0, 1],
  ])('%s: learnt %d, waiting %d', (word, learnt, waiting) => {
    const after = learnVerdict(flagged, verdict(word, bad))
    expect(after.slots[at.usualMarkSlot + markIndex.protected]).toBe(learnt)
    expect(after.pending).toHaveLength(waiting)
  })

  test('a verdict on what does not wait changes nothing', () => {
    expect(learnVerdict(flagged, verdict('meant', changeOf()))).toBe(flagged)
  })

  describe('of 69 flagged changes only twelve wait, and', () => {
    const burst = Array.from({ length: 69 }, (_, i) => ({
      ...bad,
      eventId: `many-${i}`,
      account: nth(accounts.headOfState, i),
      occurredAt: now + i * 2600,
    }))
    const held = stepThrough(burst, policy, warm).at(-1)?.learned ?? fail()
    const judged = (word: VerdictWord, changes: readonly AccountChange[], memory = held) =>
      changes.reduce((before, change) => learnVerdict(before, verdict(word, change)), memory)
    // In three minutes a hair's breadth of an act has faded.
    const learnt = (memory: ActorMemory) =>
      Math.round(100 * (memory.slots[at.usualMarkSlot + markIndex.protected] ?? fail())) / 100
    const letGo = burst.slice(0, 57)

    test('69 verdicts that they were meant teach 69 acts', () => {
      const after = judged('meant', burst)
      expect(learnt(after)).toBe(69)
      expect(after.slots[at.notLearntSlot]).toBe(0)
      expect(after.pending).toEqual([])
    })

    test('what was let go is learnt only as often as somebody says so', () => {
      expect(learnt(judged('meant', burst.slice(57)))).toBe(12)
      expect(learnt(judged('meant', letGo.slice(0, 10)))).toBe(10)
      expect(learnt(judged('not-meant', letGo))).toBe(0)
      expect(learnt(judged('meant', letGo, judged('not-meant', letGo.slice(0, 20))))).toBe(37)
    })

    test('never more often than there were', () => {
      expect(learnt(judged('meant', [...letGo, ...letGo]))).toBe(57)
    })

    test('a verdict that nothing is left for changes nothing', () => {
      const cleared = judged('meant', burst.slice(57))
      expect(judged('meant', letGo, cleared)).toBe(cleared)
    })

    test('the number of one session is not that of another', () => {
      const later = { ...bad, eventId: 'later', occurredAt: now + dayMs }
      const cleared = judged('test', burst.slice(57))
      expect(stepThrough([later], policy, cleared).at(-1)?.learned.slots[at.notLearntSlot]).toBe(0)
    })
  })

  test('of more than twelve the oldest are dropped and counted as not learnt', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({
      ...bad,
      eventId: `many-${i}`,
      occurredAt: now + i * 1000,
    }))
    const memory = stepThrough(many, policy, warm).at(-1)?.learned ?? fail()
    expect(memory.pending).toHaveLength(pendingMax)
    expect(memory.slots[at.notLearntSlot]).toBe(8)
    expect(memory.pending[0]?.event).toBe(eventIdentity('many-8', accounts.headOfState.id))
  })

  function verdict(word: VerdictWord, change: AccountChange) {
    const { eventId, source, account, actor } = change
    return {
      verdictId: 'v',
      alertId: 'a',
      source,
      eventId,
      actorId: actor.id,
      accountId: account.id,
      verdict: word,
      by: 'analyst',
      at: now,
    }
  }
})

test('a flagged burst leaves what is usual as it was, and what is going on is seen', () => {
  const burst = Array.from({ length: 30 }, (_, i) => ({
    ...bad,
    eventId: `burst-${i}`,
    occurredAt: now + i * 100,
    account: nth(accounts.headOfState, i),
  }))
  const after = stepThrough(burst, policy, warm).at(-1)?.learned ?? fail()
  expect(after.slots[at.usualWeightSlot]).toBeLessThanOrEqual(warm.slots[at.usualWeightSlot] ?? 0)
  expect(after.slots[at.paceSlot]).toBeGreaterThan(29)
})

test('a fresh memory has seen nothing', () => {
  expect(watermarkOf(newMemory())).toBe(-1)
  expect(newMemory().slots.filter((slot) => slot !== 0)).toEqual([-1])
})

function fail(): never {
  throw new Error('the test itself is wrong')
}

describe('suspicion of a hand', () => {
  const flaggedAt = (atMs: number, id: string): AccountChange => ({
    ...bad,
    eventId: id,
    occurredAt: atMs,
    actor: { ...bad.actor, leavesAt: atMs + 30 * minuteMs },
    account: { ...accounts.headOfState, id: `head-${id}` },
  })
  const said = (memory: ActorMemory, id: string, verdict: VerdictWord) =>
    learnVerdict(memory, {
      verdictId: `v-${id}`,
      alertId: id,
      source: 'test',
      eventId: id,
      accountId: `head-${id}`,
      actorId: bad.actor.id,
      verdict,
      by: 'ana',
      at: now,
    })
  const countOf = (memory: ActorMemory) => memory.slots[at.flaggedCountSlot]
  const burstOf = (count: number) =>
    stepThrough(
      Array.from({ length: count }, (_, i) => flaggedAt(now + i * minuteMs, `e${i}`)),
      policy,
      warm,
    ).at(-1)?.learned ?? fail()

  test('ends when all that still waits of the session was meant, however many were dropped', () => {
    const burst = burstOf(pendingMax + 3)
    const cleared = burst.pending
      .map((_, i) => `e${i + 3}`)
      .reduce((memory, id) => said(memory, id, 'meant'), burst)
    expect(countOf(burst)).toBe(pendingMax + 3)
    expect(countOf(cleared)).toBe(0)
    expect(cleared.slots[at.flaggedCentiSlot]).toBe(0)
  })

  test('does not end with a verdict on something older', () => {
    const old =
      stepThrough([flaggedAt(now - dayMs, 'old'), flaggedAt(now, 'new')], policy, warm).at(-1)?.learned ??
      fail()
    expect(countOf(said(old, 'old', 'meant'))).toBe(1)
    expect(countOf(said(old, 'new', 'meant'))).toBe(0)
  })

  test('does not end where one of the session was called unmeant', () => {
    const burst = burstOf(2)
    expect(countOf(said(said(burst, 'e0', 'not-meant'), 'e1', 'meant'))).toBe(2)
  })
})

test('an operation that rests for an hour is over, whatever its id says later', () => {
  const acts = [0, 1, 90].map((minute) =>
    changeOf({
      occurredAt: now + minute * minuteMs,
      operationId: 'one',
      account: nth(accounts.neighbour, 900 + minute),
    }),
  )
  const weights = stepThrough(acts, policy, warm).map(({ sight }) => sight.weight)
  expect(weights).toEqual([1, 0, 1])
})
