import {
  handsOf,
  type Pseudonym,
  veilAlert,
  veilCase,
  veilContainment,
  veilDetail,
} from '../core/case/veil.ts'
import type { Cases } from '../ports/cases.ts'
import type { FanOut } from '../ports/fan-out.ts'
import type { MessageCodecs } from '../ports/message-codec.ts'
import type { Notifier } from '../ports/notifier.ts'

/** Everything that leaves the server passes one of these: staff are pseudonyms on the page, in the live feed, in
 *  webhooks and in what the demo prints. What decides works on ids. */
export function veiledCases(cases: Cases, name: Pseudonym): Cases {
  return {
    ...cases,
    list: async (question) => (await cases.list(question)).map((row) => veilCase(row, name)),
    async detail(caseId) {
      const detail = await cases.detail(caseId)
      return detail === undefined ? undefined : veilDetail(detail, name)
    },
    containments: async () => (await cases.containments()).map((one) => veilContainment(one, name)),
    async act(act) {
      const outcome = await cases.act(act)
      return 'case' in outcome ? { ...outcome, case: veilCase(outcome.case, name) } : outcome
    },
  }
}

/** Who the hands of a case are: for whoever may know, and says why. */
export async function revealHands(
  cases: Cases,
  name: Pseudonym,
  caseId: string,
): Promise<Revealed | undefined> {
  const detail = await cases.detail(caseId)
  return detail && handsOf(detail).map((actorId) => ({ pseudonym: name(actorId), actorId }))
}

export type Revealed = readonly { readonly pseudonym: string; readonly actorId: string }[]

export function veiledFanOut<F extends FanOut>(fanOut: F, name: Pseudonym): F {
  return {
    ...fanOut,
    alerts: (alerts) => fanOut.alerts(alerts.map((alert) => veilAlert(alert, name))),
    changes: (rows) =>
      fanOut.changes(
        rows.map(([eventId, at, action, actorId, ...rest]) => [eventId, at, action, name(actorId), ...rest]),
      ),
  }
}

export function veiledNotifier(notifier: Notifier, name: Pseudonym): Notifier {
  return {
    send: (alert) => notifier.send(veilAlert(alert, name)),
    close: (graceMs) => notifier.close(graceMs),
  }
}

export function veiledCodecs<C extends Pick<MessageCodecs, 'alert'>>(codecs: C, name: Pseudonym): C {
  return {
    ...codecs,
    alert: { ...codecs.alert, decode: async (bytes) => veilAlert(await codecs.alert.decode(bytes), name) },
  }
}
