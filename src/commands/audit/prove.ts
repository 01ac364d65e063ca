import { readFile } from 'node:fs/promises'
import type { SignedHead } from '../../core/audit/head.ts'
import { isProof, prove, whyUnproven } from '../../core/audit/proof.ts'
import { sha256 } from '../../edges/audit/hashes.ts'
import { unreadableFile } from '../../edges/files/unreadable-file.ts'
import { openAudit } from '../../edges/store/audit.ts'
import type { Audit } from '../../ports/audit.ts'
import { writeOutput } from '../output-file.ts'
import {
  mustNotBeOwn,
  type OwnStoreFlags,
  openOwnCheck,
  openOwnRecord,
  readOwnConfig,
  Trouble,
} from '../own-store.ts'

export interface ProveFlags extends OwnStoreFlags {
  readonly out?: string
  readonly check?: string
  readonly key?: readonly string[]
}

/** `countermand audit prove SEQ`: that one entry is in the record, for somebody who has nothing of it.
 *  `countermand audit prove --check PROOF --key PUBLIC`: 0 where it holds, 1 where it does not; needs no store. */
export async function runProve(
  seq: string | undefined,
  flags: ProveFlags,
  print: (line: string) => void = console.log,
): Promise<0 | 1> {
  if (flags.check !== undefined) return checkProof(flags.check, flags, print)
  if (seq === undefined || !/^\d{1,15}$/.test(seq))
    throw new Trouble('name the number of an entry, or a proof with --check')
  const config = readOwnConfig(flags)
  await mustNotBeOwn(config, flags.out)
  const database = await openOwnRecord(config)
  try {
    const proof = await proofOf(openAudit(database), Number(seq))
    if (proof === undefined) {
      print(`unsound: entry ${seq} is not what its head was signed over; countermand audit verify says more`)
      return 1
    }
    const text = JSON.stringify(proof)
    if (flags.out === undefined || flags.out === '-') print(text)
    else await writeOutput(flags.out, `${text}\n`, 0o600)
    return 0
  } finally {
    await database.destroy()
  }
}

async function proofOf(audit: Audit, seq: number) {
  const { size, sealedSize, heads } = await audit.standing()
  if (seq >= size) throw new Trouble(`there is no entry ${seq}: the record has ${size}`)
  if (seq >= sealedSize)
    throw new Trouble(`no head covers entry ${seq} yet: one is signed within a minute while the program runs`)
  const head = await headOver(audit, seq, heads)
  const { from, size: to } = head.head
  const rows = await audit.rows(from, to - from)
  return prove(
    sha256,
    seq,
    head,
    rows.map((row) => row.body),
  )
}

/** Heads lie in the order of what they cover. */
async function headOver(audit: Audit, seq: number, count: number): Promise<SignedHead> {
  let [low, high] = [0, count - 1]
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    const [head] = await audit.heads(middle, 1)
    if (head === undefined) break
    if (seq < head.head.from) high = middle - 1
    else if (seq >= head.head.size) low = middle + 1
    else return head
  }
  throw new Trouble(`the head over entry ${seq} is missing`)
}

async function checkProof(path: string, flags: ProveFlags, print: (line: string) => void): Promise<0 | 1> {
  const proof = await readProof(path)
  const check = await openOwnCheck(flags.key, () => readOwnConfig(flags))
  if (!isProof(proof)) {
    print(`unsound: ${path} is no proof`)
    return 1
  }
  const says = whyUnproven(proof, sha256, check)
  if (says !== undefined) {
    print(`unsound: ${says}`)
    return 1
  }
  const { number, size, at } = proof.head.head
  print(
    `sound: entry ${proof.seq} is in the record of ${size} entries that head ${number} was signed over at ${new Date(at).toISOString()}`,
  )
  print(proof.body)
  return 0
}

/** `undefined` where it is none. */
async function readProof(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw unreadableFile(path, cause)
  })
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
