import { type Effect, effectOf } from '../change/actions.ts'
import { identity } from '../memory/identity.ts'
import { actionIndex } from '../memory/layout.ts'
import type { AccountMemory } from './account-memory.ts'
import { actCode, actSize, actsMax, withAct } from './ring.ts'
import type { Row } from './row.ts'

/** One row as relation evidence sees it: the row, what was known of its account the moment before, and the few
 *  numbers that several pieces of evidence need. */
export class RelationSight {
  readonly row: Row
  readonly memory: AccountMemory
  readonly at: number
  readonly effect: Effect
  /** Takes something away, or into other hands. */
  readonly harms: boolean
  readonly action: number
  readonly actor: number
  readonly event: number
  /** True where this very event is remembered, or nobody can tell: it may have left for want of room, for the ring
   *  would have no room for it now. */
  readonly repeated: boolean

  constructor(row: Row, memory: AccountMemory) {
    this.row = row
    this.memory = memory
    this.at = row.occurredAt
    this.effect = effectOf[row.action]
    this.harms = this.effect === 'restricts' || this.effect === 'seizes'
    this.action = actionIndex(row.action)
    this.actor = identity(row.actorId)
    this.event = identity(row.eventId, row.accountId)
    this.repeated = this.isRepeated()
  }

  private isRepeated(): boolean {
    const { acts } = this.memory
    for (let i = 0; i < acts.length; i += actSize) if (acts[i + 1] === this.event) return true
    if (acts.length < actsMax * actSize) return false
    return withAct(acts, this.actor, this.event, this.at, actCode(this.action, this.row.machine)) === acts
  }

  /** Whether the account's owner is the actor. */
  get isOwn(): boolean {
    return this.row.actorId === this.row.accountId
  }

  /** The account as it stands in rings, where its owner may be among those who acted. */
  get account(): number {
    return identity(this.row.accountId)
  }
}
