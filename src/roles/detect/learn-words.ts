import { readApproval } from '../../core/ask/approval.ts'
import { readVerdict } from '../../core/decision/verdict.ts'
import { learnApproval } from '../../core/memory/approved.ts'
import { learnUndone } from '../../core/memory/undone.ts'
import { learnVerdict } from '../../core/memory/verdict.ts'
import { readUndone } from '../../core/relate/undone.ts'
import type { Batch } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import { decodeJson } from '../json.ts'
import { actorKey, learn, type RememberedActors } from './remembered-actors.ts'

/** Lets what waited for an analyst into memory, or throws it away. */
export function learnVerdicts(actors: RememberedActors, batch: Batch, notice: Notify): void {
  for (const record of batch.records) {
    const verdict = readVerdict(decodeJson(record.value))
    if (verdict === undefined) continue
    const isLearnt = learn(actors, verdict, (memory) => learnVerdict(memory, verdict))
    if (!isLearnt && verdict.verdict === 'meant') notice({ kind: 'VerdictTaughtNothing' })
  }
}

/** Puts on an actor's record what others gave back, once, however often the batch comes. */
export function learnRelations(actors: RememberedActors, batch: Batch): void {
  for (const record of batch.records) {
    const undone = readUndone(decodeJson(record.value))
    if (undone !== undefined) learn(actors, undone, (memory) => learnUndone(memory, undone, record.offset))
  }
}

/** Remembers what second persons said yes to, also for somebody who has not done anything yet. */
export function learnApprovals(actors: RememberedActors, batch: Batch): void {
  for (const record of batch.records) {
    const approval = readApproval(decodeJson(record.value))
    if (approval === undefined) continue
    const key = actorKey(approval.source, approval.actorId)
    actors.set(key, learnApproval(actors.get(key), approval))
  }
}
