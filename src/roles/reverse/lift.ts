import type { Alert } from '../../core/decision/alert.ts'
import { modes } from '../../core/policy/severity.ts'
import { recordOf } from '../../core/reversal/record.ts'
import type { LedgerEntry } from '../../ports/ledger.ts'
import { ownTopics } from '../../ports/topics.ts'
import { moveOn } from './move-on.ts'
import type { Performing } from './performing.ts'
import { notActedAlert } from './spoken-alerts.ts'

const triesMax = 10

/** A later alert on a change whose undoing is known already: hindsight, or what others did. Where it grants more,
 *  what waits is lifted; it never lowers anything, and what people have said stays said.
 *
 *  waits        the later alert grants          -> then
 *  proposed     veto                               counting
 *  proposed     auto                               authorised
 *  counting     auto, and nobody is at it          authorised
 *  anything     less, or no more                   as it was
 *  vetoed …     anything                           as it was
 *
 *  Answers the entry where it is authorised now. */
export async function lift(
  performing: Performing,
  alert: Alert,
  fresh: LedgerEntry,
): Promise<LedgerEntry | undefined> {
  const { clock, codecs, ledger, log } = performing
  const { commandId } = fresh.command
  await ledger.alsoOf(alert.alertId, commandId)
  for (let tries = 0; tries < triesMax; tries++) {
    const known = await ledger.find(commandId)
    if (known === undefined || known.command.alertId === alert.alertId) return undefined
    if (modes.indexOf(fresh.granted) <= modes.indexOf(known.granted)) return undefined
    const waits = known.life.state === 'proposed' || known.life.state === 'counting'
    if (waits && fresh.life.state === 'blocked') {
      // A limit must not be quiet only because something weaker waits already.
      const said = notActedAlert({ reversal: recordOf(fresh), alert }, clock.now())
      if (said === undefined) return undefined
      await log.append(ownTopics.alerts.name, [
        { key: fresh.command.accountId, value: codecs.alert.encode(said) },
      ])
      return undefined
    }
    const to = liftsTo[fresh.life.state]
    if (to === undefined) return undefined
    const { countdown } = fresh.life
    const waitMs = countdown?.waitMs ?? 0
    const { granted, sweepId } = fresh
    const part = { alert, granted, ...(sweepId === undefined ? {} : { sweepId }) }
    const moved = await moveOn(performing, known, { kind: 'lifted', to, waitMs, at: clock.now() }, part)
    if (moved === 'overtaken') continue
    return moved !== 'nothing' && moved.life.state === 'authorised' ? moved : undefined
  }
  return undefined
}

const liftsTo: Readonly<Partial<Record<string, 'veto' | 'auto'>>> = { counting: 'veto', authorised: 'auto' }
