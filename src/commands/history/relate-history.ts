import type { AccountChange } from '../../core/change/account-change.ts'
import type { Outcome } from '../../core/decision/decide.ts'
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
import { campaignIdOf } from '../../roles/ids.ts'
import { rememberIdlestLeave } from '../../roles/keyed/remembered.ts'
import type { Raised } from './run-history.ts'

/** What others' acts made of one change of a history. */
export interface RelatedChange {
  /** What it was held against: itself as a row, and what was known of its account the moment before. */
  readonly row: Row
  readonly known: AccountMemory | undefined
  /** The most that one cause gave: its account's past, its network or its session. Not their sum: each raises an
   *  alert of its own, with its own points alone, and this is the gravest of those. The past of the account may
   *  take something away; an origin that gives nothing is no cause. */
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

  /** One cause, learnt of at once; whoever acted from there or on it is in its memory from then on. */
  function take(of: Cause['of'], id: string, row: Row, look: typeof relate): Cause {
    const key = memoryKey({ of, source: row.source, id })
    const known = memories.get(key)
    const related = look(row, known, by)
    keep(key, known, related.learned)
    return { of, id, known, related }
  }

  return {
    relate(change, step) {
      const row = rowOf(change, step, by.policy)
      const account = take('account', row.accountId, row, relate)
      if (isForActor(row)) keepActed(row)
      const origins = originsOf(change, step).map(({ of, id }) => take(of, id, row, relateOrigin))
      const { pointsCenti, undone } = account.related
      return {
        row,
        known: account.known,
        pointsCenti: origins.reduce((most, { related }) => gravest(most, related), pointsCenti),
        raised: [account, ...origins].flatMap((cause) => raisedOf(row, change, cause, by.policy)),
        undone,
      }
    },
  }
}

const forgetEvery = 10_000

/** What a change was held against: its account's past, or where it came from. */
interface Cause {
  readonly of: 'account' | 'network' | 'session'
  readonly id: string
  readonly known: AccountMemory | undefined
  readonly related: Related
}

function gravest(mostCenti: number, { pointsCenti }: Related): number {
  return pointsCenti > 0 ? Math.max(mostCenti, pointsCenti) : mostCenti
}

function ghostOf(ghost: Outcome, change: AccountChange, policy: Policy): Raised {
  return {
    ...ghost,
    kind: 'relation',
    change,
    decidedAt: change.occurredAt,
    explain: () => explain(change, { memory: undefined }, policy, ghost),
    counterfactuals: () => [],
  }
}

function raisedOf(row: Row, change: AccountChange, cause: Cause, policy: Policy): readonly Raised[] {
  const { raised, isCampaign, ghost } = cause.related
  const told: Raised[] = ghost === undefined ? [] : [ghostOf(ghost, change, policy)]
  if (raised === undefined) return told
  return [
    ...told,
    {
      ...raised,
      kind: 'relation',
      change,
      ...(isCampaign && { campaign: campaignIdOf(row.source, cause.of, cause.id) }),
      decidedAt: change.occurredAt,
      explain: () => explain(change, { memory: undefined }, policy, raised),
      counterfactuals: () => withoutOthers(row.alerted ? row.carried?.mode : undefined, raised),
    },
  ]
}
