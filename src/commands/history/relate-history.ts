import type { AccountChange } from '../../core/change/account-change.ts'
import { explain } from '../../core/decision/explain.ts'
import type { Step } from '../../core/decision/step.ts'
import { identity } from '../../core/memory/identity.ts'
import type { Policy } from '../../core/policy/policy.ts'
import { type AccountMemory, newAccountMemory } from '../../core/relate/account-memory.ts'
import { learnActed } from '../../core/relate/learn-row.ts'
import { originsOf } from '../../core/relate/origins.ts'
import { type RelateBy, type Related, relate, relateOrigin } from '../../core/relate/relate.ts'
import { memoryKey, type Row } from '../../core/relate/row.ts'
import { isForActor, rowOf } from '../../core/relate/row-of.ts'
import type { Undone } from '../../core/relate/undone.ts'
import { withoutOthers } from '../../core/what-if/without-others.ts'
import { rememberIdlestLeave } from '../../roles/keyed/remembered.ts'
import type { Raised } from './run-history.ts'

/** What others' acts made of one change of a history. */
export interface RelatedChange {
  /** What it was held against: itself as a row, and what was known of its account the moment before. */
  readonly row: Row
  readonly known: AccountMemory | undefined
  readonly pointsCenti: number
  readonly raised: readonly Raised[]
  readonly undone: Undone | undefined
}

/** RELATE over a history: what the stream does by partitions of accounts is done here at once, in event order. */
export interface HistoryRelations {
  relate(change: AccountChange, step: Step): RelatedChange
}

/** Of a history's accounts, as of the stream's, only the idlest leave. */
const accountsMax = 2_000_000
const none: readonly Raised[] = []

export function relateHistory(by: RelateBy): HistoryRelations {
  const memories = rememberIdlestLeave<AccountMemory>(accountsMax)
  let untilForgotten = forgetEvery

  function keep(key: string, before: AccountMemory | undefined, after: AccountMemory): void {
    if (after === before || after === newAccountMemory) return
    memories.set(key, after)
    // Nothing is written down here.
    if ((untilForgotten -= 1) > 0) return
    memories.takeUnwritten()
    untilForgotten = forgetEvery
  }

  function keepActed({ source, actorId, accountId, occurredAt }: Row): void {
    const key = memoryKey({ of: 'actor', source, id: actorId })
    const before = memories.get(key)
    keep(key, before, learnActed(before ?? newAccountMemory, identity(accountId), occurredAt))
  }

  function relateOrigins(row: Row, change: AccountChange, step: Step): Related[] {
    return originsOf(change, step).map(({ of, id }) => {
      const key = memoryKey({ of, source: row.source, id })
      const before = memories.get(key)
      const related = relateOrigin(row, before, by)
      keep(key, before, related.learned)
      return related
    })
  }

  return {
    relate(change, step) {
      const row = rowOf(change, step, by.policy)
      const key = memoryKey({ of: 'account', source: row.source, id: row.accountId })
      const before = memories.get(key)
      const related = relate(row, before, by)
      keep(key, before, related.learned)
      if (isForActor(row)) keepActed(row)
      let raised = raisedOf(row, change, related, by.policy)
      for (const one of relateOrigins(row, change, step))
        raised = [...raised, ...raisedOf(row, change, one, by.policy)]
      return { row, known: before, pointsCenti: related.pointsCenti, raised, undone: related.undone }
    },
  }
}

const forgetEvery = 10_000

function raisedOf(row: Row, change: AccountChange, { raised }: Related, policy: Policy): readonly Raised[] {
  if (raised === undefined) return none
  return [
    {
      ...raised,
      kind: 'relation',
      change,
      decidedAt: change.occurredAt,
      explain: () => explain(change, { memory: undefined }, policy, raised),
      counterfactuals: () => withoutOthers(row.alerted ? row.carried?.mode : undefined, raised),
    },
  ]
}
