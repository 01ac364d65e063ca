import { canonical } from './canonical.ts'
import { type Hash, headHashOf, nothingYet, signedText } from './chain.ts'

/** What is signed and kept in a second place, at least every `segmentEntriesMax` entries or `sealEveryMs`: the
 *  whole record up to `size` cannot be rewritten any more without contradicting it.
 *
 *  Its root is of the entries since the head before it alone, so that sealing and proving read a thousand rows
 *  at most, however long the record is; `chain` and `previous` tie it to all that went before. */
export interface AuditHead {
  /** From 0, without a gap. */
  readonly number: number
  /** It covers entries `from` to `size - 1`. */
  readonly from: number
  readonly size: number
  readonly at: number
  /** The link of entry `size - 1`. */
  readonly chain: string
  /** Of the tree over its entries. */
  readonly root: string
  /** Hash of the head before it. */
  readonly previous: string
  /** Which key signed it: the first 16 hex digits of the hash of its public half. */
  readonly key: string
}

export interface SignedHead {
  readonly head: AuditHead
  /** Ed25519, in base64. */
  readonly signature: string
}

export const segmentEntriesMax = 1_000
export const sealEveryMs = 60_000

/** Whether a signature is of a text and a key that is trusted. */
export type CheckSignature = (key: string, text: string, signature: string) => boolean

export function headTextOf(head: AuditHead): string {
  return canonical(head)
}

export function signedTextOf(head: AuditHead): string {
  return signedText(headTextOf(head))
}

export function headHash(hash: Hash, head: AuditHead): string {
  return headHashOf(hash, headTextOf(head))
}

/** What is wrong with heads as one place keeps them, in their order. */
export function headFaults(heads: readonly SignedHead[], hash: Hash, check: CheckSignature): HeadFault[] {
  const faults: HeadFault[] = []
  let before: AuditHead | undefined
  for (const { head, signature } of heads) {
    const says = whyWrong(head, signature, before, hash, check)
    if (says !== undefined) faults.push({ head: head.number, says })
    before = head
  }
  return faults
}

export interface HeadFault {
  readonly head: number
  readonly says: string
}

function whyWrong(
  head: AuditHead,
  signature: string,
  before: AuditHead | undefined,
  hash: Hash,
  check: CheckSignature,
): string | undefined {
  if (!check(head.key, signedTextOf(head), signature)) return 'its signature does not hold'
  const expected = { number: (before?.number ?? -1) + 1, from: before?.size ?? 0 }
  if (head.number !== expected.number) return `head ${expected.number} should stand here`
  if (head.from !== expected.from) return `it should begin at entry ${expected.from}`
  if (head.size <= head.from || head.size - head.from > segmentEntriesMax)
    return `it covers ${head.size - head.from} entries`
  if (head.previous !== (before === undefined ? nothingYet : headHash(hash, before)))
    return 'it does not follow from the head before it'
  return undefined
}

/** A head from a line of a file or a message, or undefined where it is none. */
export function readSignedHead(text: string): SignedHead | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return isSignedHead(value) ? value : undefined
}

export function isSignedHead(value: unknown): value is SignedHead {
  if (!isObject(value) || typeof value.signature !== 'string' || !isObject(value.head)) return false
  const { head } = value
  return (
    ['number', 'from', 'size', 'at'].every((name) => Number.isSafeInteger(head[name])) &&
    ['chain', 'root', 'previous', 'key'].every((name) => typeof head[name] === 'string') &&
    Object.keys(head).length === 8
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
