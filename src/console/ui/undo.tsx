import { useRef } from 'preact/hooks'
import type { CaseReversal } from '../../core/case/case-detail.ts'
import { mayUndo, type UndoPermission, undosOf, usualOf } from '../../core/case/undo-by-person.ts'
import type { WaitingReversal } from '../../core/case/waiting.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { needsClearance } from '../../core/reversal/exclusions.ts'
import { detail, readDetail } from './desk.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { ask } from './requests.ts'
import { may } from './session.ts'
import { able } from './waiting.ts'
import { Decision } from './waiting-row.tsx'
import { asksPeople, lostSays } from './waiting-words.ts'
import { grantedSays, standingSays, undoSays } from './words.ts'

/** Where the undoings of one alert stand; what people may say about those that wait for them; and the buttons that
 *  ask for what nothing has. */
export function Undo({ alert, undoings, caseId }: UndoNeeds) {
  return (
    <section class="undo" aria-label="undoing">
      {undoings.map((undoing) =>
        asksPeople(undoing.reversal) ? (
          <div key={undoing.reversal.reversalId} class="waits">
            <Decision row={rowOf(alert, undoing, caseId)} />
          </div>
        ) : (
          <Standing key={undoing.reversal.reversalId} undoing={undoing} />
        ),
      )}
      <AskForIt alert={alert} undoings={undoings} />
    </section>
  )
}

interface UndoNeeds {
  readonly alert: Alert
  /** Of the alert's change, by whatever countermeasure. */
  readonly undoings: readonly CaseReversal[]
  readonly caseId: string
}

function rowOf(alert: Alert, { reversal }: CaseReversal, caseId: string): WaitingReversal {
  const { severity, tier, says, change } = alert
  const handle = change?.account.handle
  return {
    reversal,
    caseId,
    onlyCleared: needsClearance(alert, reversal.countermeasure, reversal.blockedBy),
    severity,
    tier,
    says,
    ...(change === undefined ? {} : { did: change.action, actor: change.actor }),
    ...(handle === undefined ? {} : { handle }),
  }
}

/** What waits for people has its own buttons. */
function AskForIt({ alert, undoings }: Omit<UndoNeeds, 'caseId'>) {
  if (alert.kind === 'not-acted') return <NotActed alert={alert} />
  const standing = undoings.map(({ reversal }) => reversal)
  const waiting = new Set(standing.filter(asksPeople).map(({ countermeasure }) => countermeasure))
  const may = undosOf(alert, standing, able.value).filter((one) => !waiting.has(one.countermeasure))
  if (may.length === 0 && undoings.length === 0) {
    const permission = mayUndo(alert)
    return permission.may ? null : <p class="quiet">Nothing was undone: {permission.says}.</p>
  }
  return may.map((one) => (
    <AskOne key={one.countermeasure} alert={alert} of={one} isFirst={undoings.length === 0} />
  ))
}

/** What was not done is decided where the change is. */
function NotActed({ alert }: { readonly alert: Alert }) {
  const granted = grantedSays(alert)
  const caseId = alert.cause && detail.value?.causes[alert.cause.alertId]
  return (
    <>
      <p>
        {granted !== undefined && `What was granted: ${granted}. `}
        What became of it, and why, is said above. People can act in the case of the change.
      </p>
      {caseId !== undefined && (
        <p>
          <a href={`#case=${caseId}`}>Open the case of the change</a>
        </p>
      )}
    </>
  )
}

function AskOne({ alert, of: { countermeasure, onlyCleared }, isFirst }: AskOneNeeds) {
  const dialog = useRef<HTMLDialogElement>(null)
  const label = undoSays[countermeasure]
  if (!may('undo')) return null
  if (onlyCleared && !(may('excluded') && may('approve')))
    return <p class="quiet">{label}: it is excluded, and only an approver who is cleared may ask for it.</p>
  const undo = async (reason: string) => {
    const answer = await ask('POST', `/v1/alerts/${encodeURIComponent(alert.alertId)}/reverse`, {
      body: { reason, countermeasure },
    })
    if (!answer.ok) return answer.says
    await readDetail()
    return undefined
  }
  const excluded = onlyCleared ? ' It is excluded: you answer for it, and the record says so.' : ''
  return (
    <>
      <button
        type="button"
        class={isFirst && countermeasure === usualOf(alert) ? 'main' : ''}
        onClick={() => dialog.current?.showModal()}
      >
        {label}
      </button>
      <ReasonDialog
        dialog={dialog}
        title={`${label}: undo “${alert.change?.action ?? ''}”`}
        says={`The gates look once more, and it applies only if the account is still as this change left it.${excluded}`}
        confirm={label}
        act={undo}
      />
    </>
  )
}

interface AskOneNeeds {
  readonly alert: Alert
  readonly of: Extract<UndoPermission, { may: true }>
  /** Nothing of this change was undone yet. */
  readonly isFirst: boolean
}

function Standing({ undoing: { reversal } }: { readonly undoing: CaseReversal }) {
  const { state, by, blockedBy, windowMs } = reversal
  const [stands, more] = standingSays(reversal)
  const lost = state === 'confirmed' ? lostSays(reversal) : undefined
  return (
    <div class={`standing ${state}`}>
      <p>
        <b>{stands}</b>
        <span class="quiet">
          {more === '' ? '' : ` ${more}`}
          {by === undefined ? '' : `, asked for by ${by}`}
          {blockedBy.length === 0 ? '' : ` (${blockedBy.join('; ')})`}
        </span>
      </p>
      <Parts restored={reversal.restored} />
      {windowMs !== undefined && (
        <p class="quiet">
          For {windowMs} ms the platform could not have told us of another decision, between our look at its
          log and its answer.
        </p>
      )}
      {lost !== undefined && <p class="quiet">{lost}</p>}
    </div>
  )
}

/** Only where something is missing: then each part that the platform reports. */
function Parts({ restored }: { readonly restored: CaseReversal['reversal']['restored'] | undefined }) {
  const parts = Object.entries(restored ?? {})
  if (parts.every(([, isBack]) => isBack)) return null
  return (
    <ul class="parts">
      {parts.map(([name, isBack]) => (
        <li key={name} class={isBack ? 'quiet' : 'missing'}>
          {name} {isBack ? 'is back' : 'is not back'}
        </li>
      ))}
    </ul>
  )
}
