import { type Hash, leafOf } from './chain.ts'
import { type CheckSignature, isSignedHead, type SignedHead, signedTextOf } from './head.ts'
import { climb, pathOf, rootOf } from './tree.ts'

/** That one entry is in the record, for somebody who has nothing of it but the public key: the entry itself, at
 *  most ten hashes, and the signed head that they lead to. */
export interface AuditProof {
  readonly seq: number
  readonly body: string
  /** From below. */
  readonly path: readonly string[]
  readonly head: SignedHead
}

/** `bodies` are those of the head's segment, in order. Undefined where they are not what the head was signed
 *  over: nothing can be proven of a record that is not sound. */
export function prove(
  hash: Hash,
  seq: number,
  head: SignedHead,
  bodies: readonly string[],
): AuditProof | undefined {
  const { from, root } = head.head
  const body = bodies[seq - from]
  if (body === undefined) return undefined
  const leaves = bodies.map((body, index) => leafOf(hash, from + index, body))
  if (rootOf(hash, leaves) !== root) return undefined
  return { seq, body, path: pathOf(hash, leaves, seq - from), head }
}

/** Why a proof proves nothing, in words; undefined where it does. */
export function whyUnproven(proof: AuditProof, hash: Hash, check: CheckSignature): string | undefined {
  const { seq, body, path, head } = proof
  const { from, size, root, key } = head.head
  if (!check(key, signedTextOf(head.head), head.signature)) return 'the signature of its head does not hold'
  if (climb(hash, leafOf(hash, seq, body), seq - from, size - from, path) !== root)
    return 'the entry does not lead to the root that its head was signed over'
  return undefined
}

export function isProof(value: unknown): value is AuditProof {
  if (typeof value !== 'object' || value === null) return false
  const { seq, body, path, head }: Record<string, unknown> = { ...value }
  return (
    Number.isSafeInteger(seq) &&
    typeof body === 'string' &&
    Array.isArray(path) &&
    path.every((one) => typeof one === 'string') &&
    isSignedHead(head)
  )
}
