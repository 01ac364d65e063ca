import type { CaseDetail } from '../../core/case/case-detail.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { chosenAlertId } from './desk.ts'
import { clock } from './figures.ts'

/** Why an alert is here that its own change did not raise: a later one by the same hand, or what others did. */
export function BroughtIn({ alert, open }: { readonly alert: Alert; readonly open: CaseDetail }) {
  if (alert.kind === 'hindsight') return <ByLater alert={alert} open={open} />
  if (alert.kind === 'relation') return <ByOthers alert={alert} open={open} />
  return null
}

function ByLater({ alert, open }: { readonly alert: Alert; readonly open: CaseDetail }) {
  const tipping = open.alerts.find(
    (other) => other.kind === 'change' && other.occurredAt === alert.decidedAt && other !== alert,
  )
  const when = `what happened at ${clock(alert.decidedAt)}`
  return (
    <p class="brought-in">
      An earlier change, brought in by{' '}
      {tipping === undefined ? (
        when
      ) : (
        <button
          type="button"
          class="plain"
          onClick={() => {
            chosenAlertId.value = tipping.alertId
          }}
        >
          {when}
        </button>
      )}
      .
    </p>
  )
}

function ByOthers({ alert, open }: { readonly alert: Alert; readonly open: CaseDetail }) {
  const own = alert.change?.actor.id
  const others = [...new Set(open.alerts.flatMap(({ change }) => change?.actor.id ?? []))].filter(
    (actor) => actor !== own,
  )
  return (
    <p class="brought-in">
      Brought in by what others did
      {others.slice(0, othersMax).map((actor, place) => (
        <>
          {place === 0 ? ': ' : ', '}
          <bdi key={actor}>{actor}</bdi>
        </>
      ))}
      {others.length > othersMax && ` and ${others.length - othersMax} more`}.
    </p>
  )
}

/** More names than these are a crowd: the alerts below have them all. */
const othersMax = 4

/** The same in a few words, for the list of alerts. */
export function broughtInSays({ kind, decidedAt }: Alert): string | undefined {
  if (kind === 'hindsight') return `brought in by ${clock(decidedAt)}`
  return kind === 'relation' ? 'brought in by what others did' : undefined
}
