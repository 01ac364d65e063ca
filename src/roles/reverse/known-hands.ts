import { handsIn, isHandOf } from '../../core/change/hand.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { Hand } from '../../core/reversal/may-speak.ts'
import { isSameTeam } from '../../core/spelling/same-id.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'

/** What the alert that stands does not say of the hand it has of the others. */
export function withHand(alert: Alert, all: readonly Alert[]): Alert {
  const { change } = alert
  if (change === undefined) return alert
  const known = [alert, ...all].flatMap((one) => one.change?.actor ?? [])
  const team = known.find((actor) => actor.team !== undefined)?.team
  const onBehalfOf = known.find((actor) => actor.onBehalfOf !== undefined)?.onBehalfOf
  if (change.actor.team === team && change.actor.onBehalfOf === onBehalfOf) return alert
  const actor = {
    ...change.actor,
    ...(team === undefined ? {} : { team }),
    ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
  }
  return { ...alert, change: { ...change, actor } }
}

/** Where alerts say different things of the hand, whoever any of them keeps from deciding stays kept from it. */
export function withOthers(
  { alert, otherActors = [] }: LedgerEntry,
  standing: Alert,
  fresh: Alert,
): readonly Hand[] {
  const others = [...otherActors]
  for (const { change } of [alert, fresh]) {
    if (change === undefined) continue
    const { id, onBehalfOf, team } = change.actor
    const known: readonly Hand[] = [
      ...(standing.change === undefined ? [] : [standing.change.actor]),
      ...others,
    ]
    const barsNobodyElse =
      handsIn(change).every((hand) => known.some((actor) => isHandOf(hand, { actor }))) &&
      (team === undefined || known.some((actor) => isSameTeam(actor.team, team)))
    if (barsNobodyElse) continue
    others.push({
      id,
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      ...(team === undefined ? {} : { team }),
    })
  }
  return others
}
