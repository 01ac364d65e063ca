import { askMs } from '../ask/answer.ts'
import type { Approval } from '../ask/approval.ts'
import { type ActorMemory, newMemory } from './actor-memory.ts'
import type { Approved } from './approved-bytes.ts'
import { withinBytes } from './approved-bytes.ts'
import { aheadMsMax } from './clock.ts'

/** A used one is known again for so long after its time, so that an approval that comes twice counts once. */
const keptMs = 86_400_000

/** Remembers that a second person said yes. Of an actor whom nobody has seen, that is all there is. */
export function learnApproval(
  memory: ActorMemory | undefined,
  { cause, by, until }: Pick<Approval, 'cause' | 'by' | 'until'>,
): ActorMemory {
  const before = memory ?? newMemory()
  if (before.approved.some((one) => one.cause === cause && one.until === until)) return before
  const kept = before.approved.filter((one) => one.until + keptMs > until)
  return { ...before, approved: withinBytes([...kept, { cause, by, until }]) }
}

/** Who said yes to the change with this hash, where its time `at` lies in that of the yes; and the memory in which
 *  that is used up. */
export function useApproval(
  memory: ActorMemory | undefined,
  cause: string,
  at: number,
): { readonly by: string; readonly memory: ActorMemory } | undefined {
  const found = memory?.approved.find(
    // Asked for at the earliest `askMs` before its end; clocks differ.
    (one) => one.cause === cause && one.by !== '' && at <= one.until && at >= one.until - askMs - aheadMsMax,
  )
  if (memory === undefined || found === undefined) return undefined
  const used: Approved = { ...found, by: '' }
  return {
    by: found.by,
    memory: { ...memory, approved: memory.approved.map((one) => (one === found ? used : one)) },
  }
}
