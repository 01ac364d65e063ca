import type { Bounding } from '../console/http/limit-routes.ts'
import type { LiveHub } from '../console/live/hub.ts'
import type { Case } from '../core/case/case.ts'
import { type Sealable, sealAlert, sealText } from '../core/case/seal.ts'
import {
  handsOf,
  type Pseudonym,
  veilAlert,
  veilCase,
  veilContainment,
  veilDetail,
  veilReversal,
} from '../core/case/veil.ts'
import { veilBounding, veilWaiting } from '../core/case/veil-standing.ts'
import { handsIn } from '../core/change/hand.ts'
import type { Reversal } from '../core/reversal/reversal.ts'
import { isSameId } from '../core/spelling/same-id.ts'
import type { IncidentResult } from '../demo/incidents/play.ts'
import type { ActOutcome, Cases } from '../ports/cases.ts'
import type { MessageCodecs } from '../ports/message-codec.ts'
import type { Notifier } from '../ports/notifier.ts'

/** Everything that leaves the server passes one of these: staff are pseudonyms on the page, in the live feed, in
 *  webhooks and in what the demo prints; a sealed exclusion is only that. What decides works on ids and on what is
 *  excluded. Each method is named, so that a new one goes nowhere before somebody has thought of whom it names. */
export function veiledCases(cases: Cases, name: Pseudonym, sealable: SealableNow): Cases {
  const shownCase = (row: Case): Case => {
    const veiled = veilCase(row, name)
    return { ...veiled, top: sealSays(veiled.top, sealable()) }
  }
  const shownOutcome = (outcome: ActOutcome): ActOutcome =>
    outcome.kind === 'done' || outcome.kind === 'conflict'
      ? { ...outcome, case: shownCase(outcome.case) }
      : veilOutcome(outcome, name, sealable())
  return {
    takeAlerts: (alerts, now) => cases.takeAlerts(alerts, now),
    takeReversals: (reversals, now) => cases.takeReversals(reversals, now),
    list: async (question) => (await cases.list(question)).map(shownCase),
    async detail(caseId, reader) {
      const detail = await cases.detail(caseId, reader)
      if (detail === undefined) return undefined
      const veiled = veilDetail(detail, name)
      return {
        ...veiled,
        case: shownCase(detail.case),
        alerts: veiled.alerts.map((alert) => sealAlert(alert, sealable())),
        reversals: veiled.reversals.map((one) => ({
          ...one,
          reversal: sealSays(one.reversal, sealable()),
        })),
        containments: veiled.containments.map((one) => sealSays(one, sealable())),
        history: veiled.history.map((entry) =>
          entry.note === undefined ? entry : { ...entry, note: sealText(entry.note, sealable()) },
        ),
      }
    },
    async waiting(reader) {
      const { reversals, total } = await cases.waiting(reader)
      const shown = reversals
        .map((row) => veilWaiting(row, name))
        .map((row) => ({
          ...sealSays(row, sealable()),
          reversal: sealSays(row.reversal, sealable()),
        }))
      return { reversals: shown, total }
    },
    containments: async (reader) =>
      (await cases.containments(reader)).map((one) => sealSays(veilContainment(one, name), sealable())),
    // For whoever keeps a case from those whom it is about, finds whom a pseudonym means, or writes the record: none is
    // ever shown.
    handsOf: (caseIds) => cases.handsOf(caseIds),
    actorOf: (caseId) => cases.actorOf(caseId),
    actorsOf: (source) => cases.actorsOf(source),
    casesOf: (alertIds) => cases.casesOf(alertIds),
    refusedWords: async (by, since) =>
      (await cases.refusedWords(by, since)).map((one) => sealSays(one, sealable())),
    act: async (act) => shownOutcome(await cases.act(act)),
    forgetKeys: (before) => cases.forgetKeys(before),
  }
}

/** The exclusions of the policy that is in force. */
export type SealableNow = () => readonly Sealable[]

/** What says nothing of a case. */
function veilOutcome(
  outcome: Exclude<ActOutcome, { readonly kind: 'done' | 'conflict' }>,
  name: Pseudonym,
  exclusions: readonly Sealable[],
): ActOutcome {
  const shown = (reversal: Reversal) => sealSays(veilReversal(reversal, name), exclusions)
  switch (outcome.kind) {
    case 'changed':
    case 'unseen':
      return { ...outcome, reversal: shown(outcome.reversal) }
    case 'own-case':
      return outcome.seen === undefined ? outcome : { ...outcome, seen: shown(outcome.seen) }
    case 'missing':
    case 'own-team':
    case 'not-allowed':
    case 'key-reused':
      return outcome
    default:
      return outcome satisfies never
  }
}

/** Who the hands of a case are: for whoever may know, says why, and is none of them. */
export async function revealHands(
  cases: Cases,
  name: Pseudonym,
  caseId: string,
  reader: string,
): Promise<Revealed | undefined> {
  const detail = await cases.detail(caseId, reader)
  return detail && handsOf(detail).map((actorId) => ({ pseudonym: name(actorId), actorId }))
}

export type Revealed = readonly { readonly pseudonym: string; readonly actorId: string }[]

export function veiledHub(hub: LiveHub, name: Pseudonym, sealable: SealableNow): LiveHub {
  return {
    casesMoved: () => hub.casesMoved(),
    alerts: (alerts) =>
      hub.alerts(
        alerts.map((alert) => sealAlert(veilAlert(alert, name), sealable())),
        alerts.map(({ change }) => (change === undefined ? [] : handsIn(change))),
      ),
    reversals: (reversals) =>
      hub.reversals(reversals.map((reversal) => sealSays(veilReversal(reversal, name), sealable()))),
    changes: (rows) =>
      hub.changes(
        rows.map(([eventId, at, action, actorId, ...rest]) => [eventId, at, action, name(actorId), ...rest]),
        rows.map(([, , , actorId]) => actorId),
      ),
    connect: (socket, reader) => hub.connect(socket, reader),
    signedOut: (idHash) => hub.signedOut(idHash),
    clients: () => hub.clients(),
    close: () => hub.close(),
  }
}

/** A budget of one actor says whose it is; and that it was drawn on, to that one, that there is a case about them. */
export function veiledBounding(bounding: Bounding, name: Pseudonym): Bounding {
  return {
    async read(reader) {
      const standing = await bounding.read(reader)
      const budgets = standing.budgets.filter(
        ({ actorId }) => actorId === undefined || !isSameId(actorId, reader),
      )
      return veilBounding({ ...standing, budgets }, name)
    },
    closeBreaker: (act) => bounding.closeBreaker(act),
    endDemotion: (scope, act) => bounding.endDemotion(scope, act),
  }
}

export function veiledNotifier(notifier: Notifier, name: Pseudonym, sealable: SealableNow): Notifier {
  return {
    send: (alert) => notifier.send(sealAlert(veilAlert(alert, name), sealable())),
    close: (graceMs) => notifier.close(graceMs),
  }
}

/** What the demo prints: its staff are under pseudonyms already. */
export function sealIncident(result: IncidentResult, exclusions: readonly Sealable[]): IncidentResult {
  return {
    ...result,
    alerts: result.alerts.map((alert) => sealAlert(alert, exclusions)),
    reversals: result.reversals.map((reversal) => sealSays(reversal, exclusions)),
  }
}

function sealSays<T extends { readonly says: string }>(one: T, exclusions: readonly Sealable[]): T {
  return { ...one, says: sealText(one.says, exclusions) }
}

type ReadCodecs = Pick<MessageCodecs, 'alert' | 'reversal'>

/** In the thread of the demo platform, where the policy is not known: what it plays is sealed when it comes out. */
export function veiledCodecs({ alert, reversal }: ReadCodecs, name: Pseudonym): ReadCodecs {
  return {
    alert: { ...alert, decode: async (bytes) => veilAlert(await alert.decode(bytes), name) },
    reversal: { ...reversal, decode: async (bytes) => veilReversal(await reversal.decode(bytes), name) },
  }
}
