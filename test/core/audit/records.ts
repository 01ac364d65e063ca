import { createHash } from 'node:crypto'
import { canonical } from '../../../src/core/audit/canonical.ts'
import { leafOf, linkOf, nothingYet } from '../../../src/core/audit/chain.ts'
import { type AuditEntry, auditDeeds } from '../../../src/core/audit/entry.ts'
import { type AuditHead, headHash, segmentEntriesMax } from '../../../src/core/audit/head.ts'
import { rootOf } from '../../../src/core/audit/tree.ts'
import type { AuditRow } from '../../../src/core/audit/verify.ts'
import { sha256 } from '../../../src/edges/audit/hashes.ts'

/** A record of so many entries as a desk would write it, and heads over all of it, unsigned. */
export function recordOf(entries: number, segment = segmentEntriesMax) {
  const bodies = Array.from({ length: entries }, (_, seq) => canonical(entryAt(seq)))
  return { rows: chained(bodies), heads: headsOver(bodies, segment) }
}

/** Each with its place and a chain that fits: what somebody would write who can write everything but heads. */
export function chained(bodies: readonly string[], from = 0, previous = nothingYet): AuditRow[] {
  let chain = previous
  return bodies.map((body, index) => {
    const seq = from + index
    chain = linkOf(sha256, chain, leafOf(sha256, seq, body))
    return { seq, about: aboutIn(body), body, chain }
  })
}

export function aboutIn(body: string): string | null {
  const entry: AuditEntry = JSON.parse(body)
  return entry.about ?? null
}

function headsOver(bodies: readonly string[], segment: number): AuditHead[] {
  const rows = chained(bodies)
  const heads: AuditHead[] = []
  for (let from = 0; from < bodies.length; from += segment) {
    const size = Math.min(bodies.length, from + segment)
    const leaves = bodies.slice(from, size).map((body, index) => leafOf(sha256, from + index, body))
    const before = heads.at(-1)
    heads.push({
      number: heads.length,
      from,
      size,
      at: 1_700_000_000_000 + size,
      chain: rows[size - 1]?.chain ?? '',
      root: rootOf(sha256, leaves),
      previous: before === undefined ? nothingYet : headHash(sha256, before),
      key: 'a'.repeat(16),
    })
  }
  return heads
}

function entryAt(seq: number): AuditEntry {
  const deed = auditDeeds[seq % auditDeeds.length] ?? 'case-seen'
  const word = createHash('sha256').update(String(seq)).digest('base64')
  return {
    at: 1_700_000_000_000 + seq * 37,
    deed,
    by: seq % 5 === 0 ? 'machine' : 'person',
    ...(seq % 3 === 0 ? {} : { about: `case-${seq % 97}` }),
    ...(seq % 4 === 0 ? { after: { state: 'acknowledged', version: seq % 9 } } : {}),
    sealed: { who: { key: `k${seq % 11}`, text: word } },
  }
}
