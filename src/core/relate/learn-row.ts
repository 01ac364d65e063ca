import { effectOf } from '../change/actions.ts'
import { type AccountMemory, type Standing, standingLengthMax } from './account-memory.ts'
import { withState } from './account-state.ts'
import type { RelationSight } from './relation-sight.ts'
import { actCode, actedMax, actedSize, inserted, withAct } from './ring.ts'
import type { Row } from './row.ts'
import { type Undone, undoneMsMax } from './undone.ts'

/** What one row teaches of the account that it hit, and whose decision it overruled. */
export interface LearntRow {
  readonly learned: AccountMemory
  readonly undone: Undone | undefined
}

export function learnRow(sight: RelationSight): LearntRow {
  const { learned, undone } = learnAct(sight)
  return { learned: withState(learned, sight.row), undone }
}

function learnAct(sight: RelationSight): LearntRow {
  const { row, memory, at, actor, event, effect } = sight
  if (!row.took || effect === 'adjusts' || effect === 'reads') return quiet(memory)
  const acts = withAct(memory.acts, actor, event, at, actCode(sight.action, row.machine))
  if (effect === 'restricts') return quiet(restricted(sight, acts))
  if (effect === 'lifts') return lifted(sight, acts)
  return quiet({ ...memory, acts })
}

function quiet(learned: AccountMemory): LearntRow {
  return { learned, undone: undefined }
}

/** What a row teaches of its own actor: whom that id acted on. */
export function learnActed(memory: AccountMemory, account: number, at: number): AccountMemory {
  const { acted } = memory
  for (let i = 0; i < acted.length; i += actedSize) {
    if (acted[i] === account && acted[i + 1] === at) return memory
  }
  return { ...memory, acted: inserted(acted, [account, at], 1, actedMax) }
}

/** What an odd act teaches of the network or session that it came from. */
export function learnOrigin({ row, memory, at, actor, event, action }: RelationSight): AccountMemory {
  return {
    ...memory,
    acts: withAct(memory.acts, actor, event, at, actCode(action, row.machine)),
  }
}

function restricted({ memory, row, at, actor }: RelationSight, acts: readonly number[]): AccountMemory {
  const isLast = at >= memory.restrictedAt
  return {
    watermark: memory.watermark,
    restricted: memory.restricted + 1,
    givenBack: memory.givenBack,
    restrictedAt: isLast ? at : memory.restrictedAt,
    restrictedBy: isLast ? actor : memory.restrictedBy,
    givenBackAt: memory.givenBackAt,
    standing: isLast ? standingOf(row) : memory.standing,
    seen: memory.seen,
    acts,
    acted: memory.acted,
  }
}

function standingOf({ actorId, eventId, action, occurredAt, machine }: Row): Standing | undefined {
  if (actorId.length + eventId.length > standingLengthMax) return undefined
  return { actorId, eventId, action, at: occurredAt, machine }
}

/** Another hand than the one that restricted, and than the owner's, is a judgement on the first; a machine that
 *  lifts when the time is over is none. */
function lifted(sight: RelationSight, acts: readonly number[]): LearntRow {
  const { memory, row, at, actor, isOwn } = sight
  const { standing } = memory
  if (memory.restrictedAt === 0 || at < memory.restrictedAt) return quiet({ ...memory, acts })
  if (standing !== undefined && !answers(row.action, standing.action)) return quiet({ ...memory, acts })
  const byAnother = !isOwn && !row.machine && actor !== memory.restrictedBy
  // Only the first lifting gives anything back.
  const isFirst = memory.givenBackAt < memory.restrictedAt
  const learned = {
    ...memory,
    acts,
    standing: undefined,
    givenBack: byAnother && isFirst ? memory.givenBack + 1 : memory.givenBack,
    givenBackAt: at,
  }
  if (!byAnother || standing === undefined || standing.machine) return quiet(learned)
  const afterMs = at - standing.at
  if (afterMs > undoneMsMax) return quiet(learned)
  const { source, accountId, actorId: by } = row
  const { actorId, eventId } = standing
  return { learned, undone: { source, actorId, eventId, accountId, by, at, afterMs } }
}

/** A badge that is given answers a badge that was taken; any other giving back answers any other taking away. */
function answers(lift: Row['action'], restriction: Row['action']): boolean {
  return effectOf[restriction] === 'restricts' && (lift === 'verify') === (restriction === 'unverify')
}
