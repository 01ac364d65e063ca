import { useRef } from 'preact/hooks'
import type { CaseReversal } from '../../core/case/case-detail.ts'
import { mayUndo } from '../../core/case/undo-by-person.ts'
import type { WaitingReversal } from '../../core/case/waiting.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { readDetail } from './desk.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { ask } from './requests.ts'
import { may } from './session.ts'
import { Decision } from './waiting-row.tsx'
import { asksPeople, lostSays } from './waiting-words.ts'
import { standingSays, undoSays } from './words.ts'

/** Where the undoing of one alert stands; what people may say about it while it waits for them; and the button
 *  that asks for it where nothing has. */
export function Undo({ alert, undoing, caseId }: UndoNeeds) {
  if (undoing !== undefined && asksPeople(undoing.reversal)) {
    return (
      <section class="undo waits" aria-label="undoing">
        <Decision row={rowOf(alert, undoing, caseId)} />
      </section>
    )
  }
  return (
    <section class="undo" aria-label="undoing">
      {undoing !== undefined && <Standing undoing={undoing} />}
      <AskForIt alert={alert} undoing={undoing} />
    </section>
  )
}

interface UndoNeeds {
  readonly alert: Alert
  readonly undoing: CaseReversal | undefined
  readonly caseId: string
}

function rowOf(alert: Alert, { reversal }: CaseReversal, caseId: string): WaitingReversal {
  const { severity, tier, says, change } = alert
  const handle = change?.account.handle
  return {
    reversal,
    caseId,
    severity,
    tier,
    says,
    ...(change === undefined ? {} : { did: change.action, actor: change.actor }),
    ...(handle === undefined ? {} : { handle }),
  }
}

function AskForIt({ alert, undoing }: Omit<UndoNeeds, 'caseId'>) {
  const dialog = useRef<HTMLDialogElement>(null)
  const permission = mayUndo(alert, undoing?.reversal)
  if (!permission.may)
    return undoing === undefined ? <p class="quiet">Nothing was undone: {permission.says}.</p> : null
  if (!may('undo')) return null
  const undo = async (reason: string) => {
    const commandHash = undoing?.reversal.commandHash
    const answer = await ask('POST', `/v1/alerts/${encodeURIComponent(alert.alertId)}/reverse`, {
      body: { reason, ...(commandHash === undefined ? {} : { commandHash }) },
    })
    if (!answer.ok) return answer.says
    await readDetail()
    return undefined
  }
  const label = undoSays[permission.countermeasure]
  return (
    <>
      <button type="button" class="main" onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <ReasonDialog
        dialog={dialog}
        title={`${label}: undo “${alert.change?.action ?? ''}”`}
        says="The gates look once more, and it applies only if the account is still as this change left it."
        confirm={label}
        act={undo}
      />
    </>
  )
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
