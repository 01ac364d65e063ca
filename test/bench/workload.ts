import type { NewRecord } from '../../src/ports/log.ts'

/** Changes for benchmarks: about 400 bytes of JSON each, 5,000 actors of whom few do most, a million accounts with
 *  a heavy tail of followers, and one in two hundred that must alert. The same seed makes the same bytes. */
export interface Workload {
  /** Change number `index`, which occurred at `occurredAt`. */
  change(
    index: number,
    occurredAt: number,
    mustAlert?: boolean,
  ): { readonly key: string; readonly value: Buffer }
}

const dayMs = 86_400_000
/** All employment dates hang on this one moment, so that the bytes do not depend on the day of the run. */
export const benchEpochMs = Date.UTC(2026, 0, 5, 9)

export function openWorkload(seed: number): Workload {
  const random = lehmer(seed)
  return {
    change(index, occurredAt, mustAlert = index % 200 === 0) {
      const person = Math.floor(random() ** 2 * 5000)
      const actorId = `staff-${mustAlert ? 'leaving-' : ''}${String(person).padStart(5, '0')}`
      const change = {
        eventId: `e${String(index).padStart(9, '0')}`,
        source: 'bench',
        occurredAt,
        action: mustAlert ? 'deactivate' : routineActions[index % routineActions.length],
        account: {
          id: `account-${Math.floor(random() * 1e6)}`,
          followers: mustAlert ? 44_000_000 : Math.floor(Math.exp(4 + 2.2 * gauss(random))),
          verified: mustAlert ? 'government' : 'none',
          stateBefore: 'active',
          stateAfter: mustAlert ? 'deactivated' : 'suspended',
          version: String(index),
        },
        actor: {
          id: actorId,
          kind: mustAlert ? 'contractor' : 'employee',
          team: 'support',
          hiredAt: benchEpochMs - (200 + (person % 1000)) * dayMs,
          leavesAt: mustAlert ? occurredAt + 1_800_000 : benchEpochMs + 400 * dayMs,
        },
        reason: { code: 'impersonation', reportId: `r-${index}` },
      }
      return { key: actorId, value: Buffer.from(JSON.stringify(change)) }
    },
  }
}

/** `count` records in batches, one millisecond of event time apart. */
export function* workloadBatches(seed: number, count: number, batch = 2000): Generator<NewRecord[]> {
  const workload = openWorkload(seed)
  for (let from = 0; from < count; from += batch) {
    const records: NewRecord[] = []
    for (let index = from; index < Math.min(count, from + batch); index += 1) {
      records.push(workload.change(index, benchEpochMs + index))
    }
    yield records
  }
}

const routineActions = ['suspend', 'unsuspend', 'restrict', 'lock', 'unlock', 'unrestrict', 'reset-password']

/** Park and Miller's minimal standard generator (Communications of the ACM 31, 1988), in 0..1. */
function lehmer(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random())
}
