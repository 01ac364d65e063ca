import { expect, test } from 'vitest'
import { askMs } from '../../../src/core/ask/answer.ts'
import { decodeMemory, encodeMemory } from '../../../src/core/memory/actor-memory.ts'
import { learnApproval, useApproval } from '../../../src/core/memory/approved.ts'
import { learnVerdict } from '../../../src/core/memory/verdict.ts'
import { dayMs, memoryOfWork, minuteMs, now, shippedPolicy, staff } from '../people.ts'

const warm = memoryOfWork(staff.oldHand, shippedPolicy('demo'), { hourly: 2 })
const cause = (nth: number) => String(nth).padStart(48, 'a')
const until = now + askMs
const yes = (nth: number) => ({ cause: cause(nth), by: 'lead-1', until })

test('a yes counts for its change, once, and not for another', () => {
  const memory = learnApproval(warm, yes(1))
  expect(useApproval(memory, cause(2), now)).toBeUndefined()
  const used = useApproval(memory, cause(1), now)
  expect(used?.by).toBe('lead-1')
  expect(useApproval(used?.memory, cause(1), now)).toBeUndefined()
})

test('it counts up to its end, and for nothing that had happened long before anybody was asked', () => {
  const memory = learnApproval(warm, yes(1))
  const at = [now - 6 * minuteMs, now - minuteMs, until, until + 1].map(
    (time) => useApproval(memory, cause(1), time)?.by,
  )
  expect(at).toEqual([undefined, 'lead-1', 'lead-1', undefined])
})

test('a yes that the log brings twice counts once, before its use and after it', () => {
  const memory = learnApproval(warm, yes(1))
  expect(learnApproval(memory, yes(1))).toEqual(memory)
  const used = useApproval(memory, cause(1), now)?.memory
  expect(useApproval(learnApproval(used, yes(1)), cause(1), now)).toBeUndefined()
})

test('the same change may be asked about again: a yes of its own counts again', () => {
  const used = useApproval(learnApproval(warm, yes(1)), cause(1), now)?.memory
  const again = learnApproval(used, { ...yes(1), until: until + minuteMs })
  expect(useApproval(again, cause(1), now)?.by).toBe('lead-1')
})

test('whoever never asked takes no byte, and a memory with a yes comes back as it was', () => {
  const memory = learnApproval(warm, yes(1))
  expect(encodeMemory(memory).length - encodeMemory(warm).length).toBe(1 + 24 + 8 + 1 + 'lead-1'.length)
  expect(decodeMemory(encodeMemory(memory))).toEqual(memory)
  const used = useApproval(memory, cause(1), now)?.memory ?? warm
  expect(decodeMemory(encodeMemory(used))).toEqual(used)
  expect(decodeMemory(encodeMemory(warm))).toEqual(warm)
})

test('bytes that end in the middle of a yes are no memory, nor such as go on after it', () => {
  const bytes = encodeMemory(learnApproval(warm, yes(1)))
  const whole = encodeMemory(warm).length
  for (let length = whole + 1; length < bytes.length; length++)
    expect(decodeMemory(bytes.subarray(0, length))).toBeUndefined()
  expect(decodeMemory(Uint8Array.of(...bytes, 0))).toBeUndefined()
  expect(decodeMemory(Uint8Array.of(...encodeMemory(warm), 0))).toBeUndefined()
})

test('of many only the last are kept, and what is used leaves before what is not', () => {
  let memory = learnApproval(warm, yes(0))
  for (let nth = 1; nth < 20; nth++) {
    memory = learnApproval(memory, yes(nth))
    if (nth % 2 === 1) memory = useApproval(memory, cause(nth), now)?.memory ?? memory
  }
  expect(memory.approved.length).toBeLessThanOrEqual(8)
  const open = memory.approved.filter(({ by }) => by !== '').map((one) => one.cause)
  expect(open).toEqual([8, 10, 12, 14, 16, 18].map(cause).slice(-open.length))
  expect(open.length).toBeGreaterThanOrEqual(5)
})

test('one of yesterday leaves when the next one comes', () => {
  const old = learnApproval(warm, yes(1))
  const next = learnApproval(old, { ...yes(2), until: until + dayMs + 1 })
  expect(next.approved.map((one) => one.cause)).toEqual([cause(2)])
})

test('somebody whom nobody has seen can have a yes, and a verdict leaves it alone', () => {
  const memory = learnApproval(undefined, yes(1))
  expect(decodeMemory(encodeMemory(memory))).toEqual(memory)
  const verdict = {
    source: 'test',
    actorId: 'a',
    eventId: 'e',
    accountId: 'b',
    verdict: 'meant',
    by: 'x',
    at: now,
  } as unknown as Parameters<typeof learnVerdict>[1]
  expect(learnVerdict(memory, verdict).approved).toEqual(memory.approved)
})
