import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonical } from '../../../src/core/audit/canonical.ts'
import { leafOf } from '../../../src/core/audit/chain.ts'
import { headFaults } from '../../../src/core/audit/head.ts'
import { prove, whyUnproven } from '../../../src/core/audit/proof.ts'
import { climb, pathOf, rootOf } from '../../../src/core/audit/tree.ts'
import { endVerifying, startVerifying, verifyRow } from '../../../src/core/audit/verify.ts'
import { chanceOf } from '../../../src/demo/chance.ts'
import { sha256 } from '../../../src/edges/audit/hashes.ts'
import { chained, recordOf } from './records.ts'
import { checkpointsOf, firstFault, howFound, tamper, ways } from './tampering.ts'

const { rows, heads } = recordOf(5_300)

describe('one way to write an entry', () => {
  it('is the same however its members were put together', () => {
    expect(canonical({ b: 1, a: ['x', null, true], c: undefined })).toBe('{"a":["x",null,true],"b":1}')
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.maxSafeNat(), fc.boolean())), (one) => {
        const turned = Object.fromEntries(Object.entries(one).toReversed())
        expect(canonical(turned)).toBe(canonical(one))
      }),
    )
  })

  it('has no place for what two machines could write in two ways', () => {
    for (const value of [0.5, Number.NaN, 2 ** 53, -0, () => 1])
      expect(() => canonical({ value })).toThrow('no one way')
  })
})

describe('the tree over a segment', () => {
  const leaves = rows.slice(0, 23).map(({ seq, body }) => leafOf(sha256, seq, body))

  it('leads every entry to the root, by its own path and no other', () => {
    for (let count = 1; count <= leaves.length; count++) {
      const some = leaves.slice(0, count)
      const root = rootOf(sha256, some)
      for (let index = 0; index < count; index++) {
        const path = pathOf(sha256, some, index)
        expect(climb(sha256, some[index] ?? '', index, count, path)).toBe(root)
        const others = some.keys().filter((other) => other !== index)
        for (const other of others)
          expect(climb(sha256, some[index] ?? '', other, count, path)).not.toBe(root)
        expect(climb(sha256, some[index] ?? '', index, count, [...path, root])).toBeUndefined()
        const shorter = count === 1 ? [root] : path.slice(1)
        expect(climb(sha256, some[index] ?? '', index, count, shorter)).toBeUndefined()
      }
    }
  })
})

describe('a proof', () => {
  const trusts = () => true
  const signed = heads.map((head) => ({ head, signature: 'not looked at here' }))
  const proofOf = (seq: number) => {
    const head = signed[Math.floor(seq / 1_000)]
    if (head === undefined) throw new Error('no head')
    const bodies = rows.slice(head.head.from, head.head.size).map(({ body }) => body)
    return prove(sha256, seq, head, bodies)
  }

  it('of any entry is ten hashes at most and holds, and of no other entry', () => {
    for (const seq of [0, 1, 999, 1_000, 2_512, 5_299]) {
      const proof = proofOf(seq)
      if (proof === undefined) throw new Error('not proven')
      expect(proof.path.length).toBeLessThanOrEqual(10)
      expect(whyUnproven(proof, sha256, trusts)).toBeUndefined()
      expect(whyUnproven(proof, sha256, () => false)).toContain('signature')
      expect(whyUnproven({ ...proof, seq: seq + 1 }, sha256, trusts)).toContain('root')
      expect(whyUnproven({ ...proof, body: `${proof.body} ` }, sha256, trusts)).toContain('root')
      expect(whyUnproven({ ...proof, path: [] }, sha256, trusts)).toContain('root')
    }
  })

  it('cannot be made of a segment that is not what was signed', () => {
    const [head] = signed
    const bodies = rows.slice(0, 1_000).map(({ body }) => body)
    expect(head && prove(sha256, 3, head, [...bodies.slice(1), bodies[0] ?? ''])).toBeUndefined()
    expect(head && prove(sha256, 2_000, head, bodies)).toBeUndefined()
  })
})

describe('verification', () => {
  it('finds nothing wrong with a record that was left alone, with or without its latest head', () => {
    expect(checkpointsOf(rows, heads)).toHaveLength(6)
    expect(checkpointsOf(rows, heads.slice(0, -1))).toHaveLength(6)
  })

  it('keeps the pace of a million entries in 30 s of one core', () => {
    const began = process.cpuUsage()
    checkpointsOf(rows, heads)
    const { user, system } = process.cpuUsage(began)
    expect((user + system) / 1e6).toBeLessThan((30 * rows.length) / 1_000_000)
  })

  it('finds every one of 300 falsifications, each at or before the head that covers it', () => {
    const checkpoints = checkpointsOf(rows, heads)
    const seen = new Set<string>()
    for (let seed = 1; seed <= 300; seed++) {
      const tampering = tamper(rows, chanceOf(seed))
      seen.add(tampering.how)
      expect(howFound(heads, tampering, firstFault(checkpoints, tampering)), `seed ${seed}`).toBe('found')
    }
    expect([...seen].sort()).toEqual([...ways].sort())
  })

  const faultsOf = (these: typeof rows, withHeads = heads) => {
    const state = startVerifying(sha256, withHeads)
    for (const row of these) verifyRow(state, row)
    endVerifying(state, 0)
    return state.faults.map(({ kind, seq, to }) => [kind, seq, to])
  }

  it('tells each of several faults once, by its place', () => {
    const changed = rows.map((row) =>
      row.seq === 40 || row.seq === 2_040 ? { ...row, body: `${row.body.slice(0, -1)} }` } : row,
    )
    expect(faultsOf(changed.filter(({ seq }) => seq < 3_000 || seq > 4_200))).toEqual([
      ['changed', 40, undefined],
      ['changed', 2_040, undefined],
      ['missing', 3_000, 4_200],
    ])
  })

  it('needs no head to see that one entry was made anew with a hash that fits: the next one hangs on the old', () => {
    const [mended] = chained([rows[41]?.body ?? ''], 40, rows[39]?.chain)
    const these = rows.map((row) => (row.seq === 40 && mended !== undefined ? mended : row))
    expect(faultsOf(these, [])).toEqual([['changed', 41, undefined]])
  })

  it('holds a head against the past that it was signed over, and not against its own entries alone', () => {
    const other = heads.map((head) => (head.number === 2 ? { ...head, chain: '0'.repeat(64) } : head))
    expect(faultsOf(rows, other)).toEqual([['rewritten', 2_000, 2_999]])
  })

  it('without heads would not see a rewrite or a cut, and with them does', () => {
    const bodies = rows.map(({ body }, seq) => (seq === 1_701 ? body.replace('person', 'machine') : body))
    expect(faultsOf(chained(bodies), [])).toEqual([])
    // What stands behind it was left alone, but hangs on another past than the one that was signed.
    expect(faultsOf(chained(bodies))).toEqual([
      ['rewritten', 1_000, 1_999],
      ['rewritten', 2_000, 2_999],
      ['rewritten', 3_000, 3_999],
      ['rewritten', 4_000, 4_999],
      ['rewritten', 5_000, 5_299],
    ])
    expect(faultsOf(rows.slice(0, 5_000), [])).toEqual([])
    expect(faultsOf(rows.slice(0, 5_000))).toEqual([['truncated', 5_000, 5_299]])
  })
})

it('heads that were left out, put in, reordered or signed by nobody are told', () => {
  const signed = heads.map((head) => ({ head, signature: 's' }))
  const says = (these: typeof signed, trusted = true) =>
    headFaults(these, sha256, () => trusted).map((fault) => fault.says)
  expect(says(signed)).toEqual([])
  expect(says(signed, false)).toHaveLength(heads.length)
  expect(says(signed.toSpliced(2, 1))).toContain('head 2 should stand here')
  expect(says(signed.toReversed()).length).toBeGreaterThan(3)
  const rooted = signed.map((one, n) => (n === 2 ? { ...one, head: { ...one.head, root: '0' } } : one))
  expect(says(rooted)).toEqual(['it does not follow from the head before it'])
})
