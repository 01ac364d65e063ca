import type { AccountChange } from '../../../src/core/change/account-change.ts'

/** Three plain rules for an administrator log, and two products made of them, as lines of `replay --out`.
 *  A: self-unblock; or blocks on two established administrators in ten minutes; or, in a session after 30 days
 *  of absence, an established target or two blocks in ten minutes. B: A, or any block in a session after 180
 *  days of absence. T: somebody blocks an established administrator. A session ends with six hours of silence;
 *  an actor never seen before counts as long absent, and nobody is established to himself. */
export function openRules() {
  const actors = new Map<string, ActorSoFar>()
  return {
    decide(change: AccountChange): readonly object[] {
      const { id } = change.actor
      const actor = actors.get(id) ?? { lastAt: Number.NEGATIVE_INFINITY, awayMs: 0, blocks: [] }
      actors.set(id, actor)
      const silentMs = change.occurredAt - actor.lastAt
      if (silentMs > 6 * hourMs) actor.awayMs = silentMs
      actor.lastAt = change.occurredAt
      const isSelf = id === change.account.id
      const established = !isSelf && (change.account.protectedClass ?? []).includes('staff')
      if (change.action !== 'suspend')
        return change.action === 'unsuspend' && isSelf ? lines(change, false, all) : []

      actor.blocks.push({ at: change.occurredAt, account: change.account.id, established })
      actor.blocks = actor.blocks.filter(({ at }) => change.occurredAt - at <= 10 * minuteMs)
      const admins = new Set(actor.blocks.flatMap((block) => (block.established ? [block.account] : [])))
      const back = actor.awayMs >= 30 * dayMs && (established || actor.blocks.length >= 2)
      const a = admins.size >= 2 || back
      return lines(change, established, {
        'rule-a': a,
        'rule-b': a || actor.awayMs >= 180 * dayMs,
        'rule-t': established,
        'rule-t-or-a': a || established,
      })
    },
  }
}

interface ActorSoFar {
  lastAt: number
  awayMs: number
  blocks: { readonly at: number; readonly account: string; readonly established: boolean }[]
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000]
const all = { 'rule-a': true, 'rule-b': true, 'rule-t-or-a': true }

/** Rule A undoes what it alerts on where the target is established; T or A undoes all. */
function lines(change: AccountChange, established: boolean, alerts: Readonly<Record<string, boolean>>) {
  const { eventId, occurredAt } = change
  return Object.entries(alerts).flatMap(([policy, isAlert]) => {
    if (!isAlert) return []
    const undoes = policy === 'rule-t-or-a' || (policy === 'rule-a' && established)
    const mode = undoes ? 'auto' : 'observe'
    return [{ eventId, occurredAt, actorId: change.actor.id, score: 5, severity: 'medium', mode, policy }]
  })
}
