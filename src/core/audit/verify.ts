import { type Hash, leafOf, linkOf, nothingYet } from './chain.ts'
import type { AuditHead } from './head.ts'
import { rootOf } from './tree.ts'

/** One entry as it is kept: its canonical text, and the hash that stands for all up to it. */
export interface AuditRow {
  readonly seq: number
  /** A copy of what the text says, to find it by. */
  readonly about: string | null
  readonly body: string
  readonly chain: string
}

/** One thing that is not as it was written. `seq` is the entry, or the first of several up to `to`. */
export interface AuditFault {
  readonly kind: 'changed' | 'missing' | 'out-of-order' | 'rewritten' | 'truncated'
  readonly seq: number
  readonly to?: number
  readonly says: string
}

/** Verification under way: a fold over the rows in their order. Where it stands depends on nothing but the rows
 *  so far, so it can be forked and gone on with. */
export interface Verifying {
  readonly hash: Hash
  /** In their order, checked by `headFaults`. */
  readonly heads: readonly AuditHead[]
  next: number
  chain: string
  headAt: number
  /** Of the segment under way; empty once something of it is known to be wrong. */
  leaves: string[]
  segmentIsWhole: boolean
  faults: AuditFault[]
  faultCount: number
}

/** More are counted, and not told one by one. */
export const faultsToldMax = 100

export function startVerifying(hash: Hash, heads: readonly AuditHead[]): Verifying {
  return {
    hash,
    heads,
    next: 0,
    chain: nothingYet,
    headAt: 0,
    leaves: [],
    segmentIsWhole: true,
    faults: [],
    faultCount: 0,
  }
}

export function forkVerifying(state: Verifying): Verifying {
  return { ...state, leaves: [...state.leaves], faults: [...state.faults] }
}

/** Takes the next row that is there. After a fault it goes on from what the row claims, so that each fault is
 *  told once and those behind it are found too. */
export function verifyRow(state: Verifying, row: AuditRow): void {
  const { hash, next } = state
  if (row.seq < next || !Number.isSafeInteger(row.seq)) {
    return fault(state, {
      kind: 'out-of-order',
      seq: row.seq,
      says: `entry ${row.seq} stands where entry ${next} should: put in, repeated or moved`,
    })
  }
  if (row.seq > next) skipTo(state, row)
  const leaf = leafOf(hash, row.seq, row.body)
  if (row.chain !== linkOf(hash, state.chain, leaf)) {
    // After a hole the link before this one is unknown, and nothing can be said of it.
    if (row.seq === next) {
      fault(state, {
        kind: 'changed',
        seq: row.seq,
        says: `entry ${row.seq}, or its hash, is not what was written`,
      })
    }
    state.segmentIsWhole = false
  } else if (aboutOf(row.body) !== row.about) {
    fault(state, {
      kind: 'changed',
      seq: row.seq,
      says: `entry ${row.seq} is filed under something that it is not about`,
    })
  }
  state.leaves.push(leaf)
  state.chain = row.chain
  state.next = row.seq + 1
  meetHead(state)
}

/** After the last row: what the heads, and the store's own count, say should still have followed. */
export function endVerifying(state: Verifying, sizeKnown: number): void {
  const size = Math.max(sizeKnown, state.heads.at(-1)?.size ?? 0)
  if (state.next >= size) return
  fault(state, {
    kind: 'truncated',
    seq: state.next,
    to: size - 1,
    says: `entries ${state.next} to ${size - 1} are missing at the end`,
  })
}

function skipTo(state: Verifying, row: AuditRow): void {
  fault(state, {
    kind: 'missing',
    seq: state.next,
    to: row.seq - 1,
    says:
      row.seq - state.next === 1
        ? `entry ${state.next} is missing`
        : `entries ${state.next} to ${row.seq - 1} are missing`,
  })
  // Heads of segments that lie in the hole were told with it.
  while ((state.heads[state.headAt]?.size ?? Infinity) <= row.seq) state.headAt++
  state.leaves = []
  state.segmentIsWhole = false
}

function meetHead(state: Verifying): void {
  const head = state.heads[state.headAt]
  if (head === undefined || state.next < head.size) return
  if (state.segmentIsWhole) {
    const holds = head.chain === state.chain && head.root === rootOf(state.hash, state.leaves)
    if (!holds) {
      fault(state, {
        kind: 'rewritten',
        seq: head.from,
        to: head.size - 1,
        says: `entries ${head.from} to ${head.size - 1} are not those that head ${head.number} was signed over`,
      })
    }
  }
  state.headAt++
  state.leaves = []
  state.segmentIsWhole = true
}

function fault(state: Verifying, fault: AuditFault): void {
  state.faultCount++
  if (state.faults.length < faultsToldMax) state.faults.push(fault)
}

/** `undefined` where the text is no entry: that is nobody's `about`. */
function aboutOf(body: string): string | null | undefined {
  try {
    const entry: unknown = JSON.parse(body)
    if (typeof entry !== 'object' || entry === null) return undefined
    return 'about' in entry && typeof entry.about === 'string' ? entry.about : null
  } catch {
    return undefined
  }
}
