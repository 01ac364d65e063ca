import { useRef } from 'preact/hooks'
import type { CaseReversal } from '../../core/case/case-detail.ts'
import { mayUndo } from '../../core/case/undo-by-person.ts'
import type { Alert } from '../../core/decision/alert.ts'
import { readDetail } from './desk.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { ask } from './requests.ts'
import { standingSays, undoSays } from './words.ts'

/** Where the undoing of one alert stands, and the button that asks for it where a person may. */
export function Undo({
  alert,
  undoing,
}: {
  readonly alert: Alert
  readonly undoing: CaseReversal | undefined
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const permission = mayUndo(alert, undoing?.reversal)
  const undo = async (reason: string) => {
    const answer = await ask('POST', `/v1/alerts/${encodeURIComponent(alert.alertId)}/reverse`, {
      body: { reason },
    })
    if (!answer.ok) return answer.says
    await readDetail()
    return undefined
  }
  return (
    <section class="undo" aria-label="undoing">
      {undoing !== undefined && <Standing undoing={undoing} />}
      {permission.may ? (
        <>
          <button type="button" class="main" onClick={() => dialog.current?.showModal()}>
            {undoSays[permission.countermeasure]}
          </button>
          <ReasonDialog
            dialog={dialog}
            title={`${undoSays[permission.countermeasure]}: undo “${alert.change?.action ?? ''}”`}
            says="The gates look once more, and it applies only if the account is still as this change left it."
            confirm={undoSays[permission.countermeasure]}
            act={undo}
          />
        </>
      ) : (
        undoing === undefined && <p class="quiet">Nothing was undone: {permission.says}.</p>
      )}
    </section>
  )
}

function Standing({ undoing: { reversal } }: { readonly undoing: CaseReversal }) {
  const { state, by, blockedBy, windowMs } = reversal
  const [stands, more] = standingSays(reversal)
  return (
    <p class={`standing ${state}`}>
      <b>{stands}</b>
      <span class="quiet">
        {more === '' ? '' : ` ${more}`}
        {by === undefined ? '' : `, asked for by ${by}`}
        {windowMs === undefined ? '' : `; unguarded for ${windowMs} ms`}
        {blockedBy.length === 0 ? '' : ` (${blockedBy.join('; ')})`}
      </span>
    </p>
  )
}
