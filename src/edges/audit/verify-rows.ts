import { canonical } from '../../core/audit/canonical.ts'
import { type AuditHead, type CheckSignature, headFaults, type SignedHead } from '../../core/audit/head.ts'
import {
  type AuditFault,
  type AuditRow,
  endVerifying,
  faultsToldMax,
  startVerifying,
  verifyRow,
} from '../../core/audit/verify.ts'
import { sha256 } from './hashes.ts'
import { type LostKey, type SecretsOf, startKeyCheck } from './verify-keys.ts'

/** What came of holding a record against its heads. */
export interface Verdict {
  readonly sound: boolean
  readonly entries: number
  readonly heads: number
  /** Entries at the end that no head covers yet. */
  readonly unsealed: number
  /** Entries with a text that nobody can read, though no erasure of it is in the record. Looked at where the keys can
   *  be had: an export has none. */
  readonly unreadable: number | 'not looked at'
  /** In words, worst first. */
  readonly faults: readonly string[]
  readonly faultCount: number
}

/** Heads of several places, each by itself and against each other. Places may be of different length: whatever
 *  one has and another lacks is told, and the longest sound one is what the record is held against. */
export function joinHeads(
  places: readonly { readonly says: string; readonly heads: readonly SignedHead[] }[],
  check: CheckSignature,
): { readonly heads: readonly AuditHead[]; readonly faults: readonly string[] } {
  const faults: string[] = []
  let longest: readonly SignedHead[] = []
  for (const { says, heads } of places) {
    const wrong = headFaults(heads, sha256, check)
    faults.push(...wrong.map((fault) => `${says}: head ${fault.head}: ${fault.says}`))
    const first =
      wrong[0] === undefined ? heads.length : heads.findIndex((one) => one.head.number === wrong[0]?.head)
    const sound = heads.slice(0, first)
    if (sound.length > longest.length) longest = sound
  }
  const most = Math.max(0, ...places.map(({ heads }) => heads.length))
  for (const { says, heads } of places) {
    if (heads.length < most) faults.push(`${says} has ${heads.length} heads and another place ${most}`)
    const other = heads.findIndex((one, index) => longest[index] !== undefined && !same(one, longest[index]))
    if (other !== -1) faults.push(`${says}: head ${other} is another than elsewhere`)
  }
  return { heads: longest.map(({ head }) => head), faults }
}

function same(one: SignedHead, other: SignedHead): boolean {
  return canonical(one) === canonical(other)
}

/** Folds over every row, and adds what the heads were found to lack, and the keys where they can be had. */
export async function verifyAll(
  pages: AsyncIterable<readonly AuditRow[]>,
  heads: readonly AuditHead[],
  headsWrong: readonly string[],
  size: SizeKnown,
  keys?: KeysKnown,
): Promise<Verdict> {
  const state = startVerifying(sha256, heads)
  const check = keys && startKeyCheck(keys.secretsOf)
  let entries = 0
  for await (const rows of pages) {
    for (const row of rows) verifyRow(state, row)
    await check?.take(rows)
    entries += rows.length
  }
  if (keys !== undefined && check !== undefined && check.lost().length > 0)
    for await (const rows of keys.rowsSince(state.next)) check.takeErasures(rows)
  const lost = check?.lost() ?? []
  const most = await size.atMost()
  const beyond =
    state.next > most ? [`out-of-order: entries ${most} to ${state.next - 1} were never counted`] : []
  endVerifying(state, size.atLeast)
  const told = [...headsWrong, ...beyond]
  return {
    sound: state.faultCount === 0 && told.length === 0 && lost.length === 0,
    entries,
    heads: heads.length,
    unsealed: Math.max(0, state.next - (heads.at(-1)?.size ?? 0)),
    unreadable: check?.unreadable() ?? 'not looked at',
    faults: [...told, ...state.faults.map(inWords), ...lost.slice(0, faultsToldMax).map(lostInWords)],
    faultCount: state.faultCount + told.length + lost.length,
  }
}

/** What the store itself counts: before the first row was read, and after the last. */
export interface SizeKnown {
  readonly atLeast: number
  atMost(): Promise<number>
}

/** The keys of the store that the rows come from, and rows that came after those that were verified. */
export interface KeysKnown {
  readonly secretsOf: SecretsOf
  rowsSince(seq: number): AsyncIterable<readonly AuditRow[]>
}

function lostInWords({ seq, isGone, entries }: LostKey): string {
  const how = isGone ? 'is gone, and no erasure of it is recorded' : 'does not open its texts'
  return `unreadable: the key of whoever first stands in entry ${seq} ${how} (${entries} ${entries === 1 ? 'entry' : 'entries'})`
}

function inWords({ kind, says }: AuditFault): string {
  return `${kind}: ${says}`
}
