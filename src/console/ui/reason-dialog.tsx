import { useSignal } from '@preact/signals'
import type { ComponentChildren, RefObject } from 'preact'

/** Asks for a reason before something that others must be able to understand later. */
export function ReasonDialog({ dialog, title, says, confirm, act, children, onClose }: ReasonDialogNeeds) {
  const trouble = useSignal<string | undefined>(undefined)
  const busy = useSignal(false)
  const reason = useSignal('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy.value) return
    busy.value = true
    trouble.value = await act(reason.value.trim())
    busy.value = false
    if (trouble.value !== undefined) return
    reason.value = ''
    dialog.current?.close()
  }
  const close = () => {
    trouble.value = undefined
    onClose?.()
  }
  return (
    <dialog ref={dialog} class="reason" aria-label={title} onClose={close}>
      <form onSubmit={submit}>
        <h2>{title}</h2>
        <p>{says}</p>
        {children}
        <label>
          Reason
          <textarea
            rows={3}
            minLength={3}
            maxLength={2000}
            required
            value={reason}
            onInput={(event) => {
              reason.value = event.currentTarget.value
            }}
          />
        </label>
        {trouble.value !== undefined && (
          <p class="trouble" role="alert">
            {trouble.value}
          </p>
        )}
        <p class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Leave it
          </button>
          <button type="submit" class="main" disabled={busy.value}>
            {confirm}
          </button>
        </p>
      </form>
    </dialog>
  )
}

interface ReasonDialogNeeds {
  readonly dialog: RefObject<HTMLDialogElement | null>
  readonly title: string
  readonly says: string
  readonly confirm: string
  /** Gives words where it did not work. */
  readonly act: (reason: string) => Promise<string | undefined>
  /** Whatever else is asked. */
  readonly children?: ComponentChildren
  readonly onClose?: () => void
}
