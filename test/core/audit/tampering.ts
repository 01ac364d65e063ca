import { canonical } from '../../../src/core/audit/canonical.ts'
import type { AuditHead } from '../../../src/core/audit/head.ts'
import {
  type AuditFault,
  type AuditRow,
  endVerifying,
  forkVerifying,
  startVerifying,
  type Verifying,
  verifyRow,
} from '../../../src/core/audit/verify.ts'
import { sha256 } from '../../../src/edges/audit/hashes.ts'
import { chained } from './records.ts'

/** One way to falsify a record: what stands from `at` on afterwards, and up to which entry it must be found. */
export interface Tampering {
  readonly how: (typeof ways)[number]
  readonly at: number
  /** Rows from the checkpoint before `at` on, as they stand after it. */
  readonly rows: Iterable<AuditRow>
}

export const ways = [
  'flip a bit of a text',
  'flip a digit of a hash',
  'file it under something else',
  'put one in',
  'put one in and number all anew',
  'take one out',
  'take one out and number all anew',
  'take some out',
  'swap two neighbours',
  'swap two texts',
  'cut the end off',
  'rewrite one and every hash behind it',
  'take some out and chain the rest anew',
  'write other ones at the end',
] as const

/** Falsifies the record at a place, by chance. `random` gives numbers from 0 to below 1. */
export function tamper(rows: readonly AuditRow[], random: () => number): Tampering {
  const how = ways[Math.floor(random() * ways.length)] ?? ways[0]
  const at = Math.floor(random() * (rows.length - 1))
  return { how, at, rows: falsified(rows, how, at, random) }
}

/** Lazily: nobody copies 100,000 rows to change one. */
function* falsified(
  rows: readonly AuditRow[],
  how: Tampering['how'],
  at: number,
  random: () => number,
): Generator<AuditRow> {
  for (let seq = checkpointBefore(at); seq < at; seq++) yield row(rows, seq)
  const here = row(rows, at)
  const next = row(rows, at + 1)
  const some = 1 + Math.floor(random() * 5)
  switch (how) {
    case 'flip a bit of a text':
      yield { ...here, body: flipped(here.body, random) }
      return yield* from(rows, at + 1)
    case 'flip a digit of a hash':
      yield { ...here, chain: otherDigit(here.chain, random) }
      return yield* from(rows, at + 1)
    case 'file it under something else':
      yield { ...here, about: here.about === null ? 'case-1' : null }
      return yield* from(rows, at + 1)
    case 'put one in':
      yield here
      yield { ...here, body: other(here.body) }
      return yield* from(rows, at + 1)
    case 'put one in and number all anew':
      yield { ...here, body: other(here.body) }
      return yield* renumbered(rows, at, 1)
    case 'take one out':
      return yield* from(rows, at + 1)
    case 'take one out and number all anew':
      return yield* renumbered(rows, at + 1, -1)
    case 'take some out':
      return yield* from(rows, at + some)
    case 'swap two neighbours':
      yield next
      yield here
      return yield* from(rows, at + 2)
    case 'swap two texts':
      yield { ...here, body: next.body, about: next.about }
      yield { ...next, body: here.body, about: here.about }
      return yield* from(rows, at + 2)
    case 'cut the end off':
      return
    case 'rewrite one and every hash behind it':
      return yield* anew(rows, at, [other(here.body), ...bodies(rows, at + 1)])
    case 'take some out and chain the rest anew':
      return yield* anew(rows, at, bodies(rows, at + some))
    case 'write other ones at the end':
      return yield* anew(rows, at, bodies(rows, at).map(other))
    default:
      return how satisfies never
  }
}

/** What verification makes of it, from the checkpoint before it on: everything earlier is untouched, and a fold
 *  stands where it stands. Ends at the first fault. */
export function firstFault(checkpoints: readonly Verifying[], tampering: Tampering): AuditFault | undefined {
  const start = checkpoints[checkpointBefore(tampering.at) / checkpointRows]
  if (start === undefined) throw new Error('there is no such checkpoint')
  const state = forkVerifying(start)
  for (const row of tampering.rows) {
    verifyRow(state, row)
    if (state.faultCount > 0) return state.faults[0]
  }
  endVerifying(state, 0)
  return state.faults[0]
}

/** `found`, or in words what is wrong with how it was told: not at all, before it was done, or after the head
 *  that covers it. */
export function howFound(
  heads: readonly AuditHead[],
  { how, at }: Tampering,
  fault: AuditFault | undefined,
): string {
  if (fault === undefined) return `${how} at ${at}: not found`
  const last = fault.to ?? fault.seq
  const head = heads.find(({ size }) => size > at)
  if (last < at) return `${how} at ${at}: told of ${fault.seq} to ${last}, which were left alone`
  if (fault.seq > (head?.size ?? 0) + 1) return `${how} at ${at}: only told at ${fault.seq}`
  return 'found'
}

/** Where verification of the sound record stands at every thousandth row. Throws where it is not sound. */
export function checkpointsOf(rows: readonly AuditRow[], heads: readonly AuditHead[]): Verifying[] {
  const state = startVerifying(sha256, heads)
  const checkpoints: Verifying[] = []
  for (const row of rows) {
    if (row.seq % checkpointRows === 0) checkpoints.push(forkVerifying(state))
    verifyRow(state, row)
  }
  endVerifying(state, rows.length)
  if (state.faultCount > 0) throw new Error(`the record is not sound: ${state.faults[0]?.says}`)
  return checkpoints
}

const checkpointRows = 1_000
/** A rewritten record is chained anew as far as the head that gives it away. */
const anewMax = 1_100

function checkpointBefore(seq: number): number {
  return seq - (seq % checkpointRows)
}

function* from(rows: readonly AuditRow[], seq: number): Generator<AuditRow> {
  for (let at = seq; at < rows.length; at++) yield row(rows, at)
}

function* renumbered(rows: readonly AuditRow[], seq: number, by: number): Generator<AuditRow> {
  for (const one of from(rows, seq)) yield { ...one, seq: one.seq + by }
}

function anew(rows: readonly AuditRow[], at: number, texts: readonly string[]): AuditRow[] {
  return chained(texts.slice(0, anewMax), at, rows[at - 1]?.chain)
}

function bodies(rows: readonly AuditRow[], seq: number): string[] {
  return rows.slice(seq, seq + anewMax).map(({ body }) => body)
}

function other(body: string): string {
  return canonical({ ...JSON.parse(body), at: 1_600_000_000_000 })
}

/** One bit of one character, so that another text stands there. */
function flipped(body: string, random: () => number): string {
  const at = Math.floor(random() * body.length)
  const bit = 1 << Math.floor(random() * 7)
  return body.slice(0, at) + String.fromCharCode(body.charCodeAt(at) ^ bit) + body.slice(at + 1)
}

function otherDigit(hash: string, random: () => number): string {
  const at = Math.floor(random() * hash.length)
  const digit = (Number.parseInt(hash[at] ?? '0', 16) + 1 + Math.floor(random() * 15)) % 16
  return hash.slice(0, at) + digit.toString(16) + hash.slice(at + 1)
}

function row(rows: readonly AuditRow[], seq: number): AuditRow {
  const found = rows[seq]
  if (found === undefined) throw new Error(`there is no row ${seq}`)
  return found
}
