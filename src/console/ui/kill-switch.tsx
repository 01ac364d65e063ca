import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { clock } from './figures.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { ask } from './requests.ts'

interface KillSwitchState {
  readonly on: boolean
  readonly says: string
  readonly by?: string
  readonly at?: number
}

/** As it was last read; undefined counts as unknown and is said so. */
const state = signal<KillSwitchState | undefined>(undefined)

async function read(): Promise<void> {
  const answer = await ask<KillSwitchState>('GET', '/v1/kill-switch')
  state.value = answer.ok ? answer.body : undefined
}

/** Somebody else may turn it at any time. */
const readEveryMs = 5_000

export function KillSwitchButton() {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    void read()
    const timer = setInterval(read, readEveryMs)
    return () => clearInterval(timer)
  }, [])
  const on = state.value?.on === true
  const turn = async (reason: string) => {
    const answer = await ask<KillSwitchState>('POST', '/v1/kill-switch', { body: { on: !on, reason } })
    if (!answer.ok) return answer.says
    state.value = answer.body
    return undefined
  }
  return (
    <>
      <button type="button" class="kill-switch" onClick={() => dialog.current?.showModal()}>
        {on ? 'Allow undoing again' : 'Stop all undoing'}
      </button>
      <ReasonDialog
        dialog={dialog}
        title={on ? 'Allow undoing again' : 'Stop all undoing'}
        says={
          on
            ? 'The machine goes back to what the policy grants it, for every account.'
            : 'From now on the machine undoes nothing, and nothing that people ask for is sent. Alerts and cases go on.'
        }
        confirm={on ? 'Allow undoing' : 'Stop undoing'}
        act={turn}
      />
    </>
  )
}

/** While it is on, nobody who looks at the page can miss it. */
export function StoppedBand() {
  if (state.value?.on !== true) return null
  const { says } = state.value
  return (
    <p class="stopped" role="status">
      <b>Stopped.</b> The machine undoes nothing{turnedOnSays(state.value)}: <q>{says}</q>
    </p>
  )
}

/** `; the kill switch was turned on by analyst at 18:45:03`, as far as it is known. */
function turnedOnSays({ by, at }: KillSwitchState): string {
  if (by === undefined && at === undefined) return ''
  const who = by === undefined ? '' : ` by ${by}`
  return `; the kill switch was turned on${who}${at === undefined ? '' : ` at ${clock(at)}`}`
}
