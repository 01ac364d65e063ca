import { useRef } from 'preact/hooks'
import type { KillSwitchState } from '../../core/reversal/limits-standing.ts'
import { clock } from './figures.ts'
import { limits, readLimits } from './limits.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { ask } from './requests.ts'
import { may } from './session.ts'

export function KillSwitchButton() {
  const dialog = useRef<HTMLDialogElement>(null)
  const on = limits.value?.killSwitch.on === true
  const turn = async (reason: string) => {
    const answer = await ask<KillSwitchState>('POST', '/v1/kill-switch', { body: { on: !on, reason } })
    if (!answer.ok) return answer.says
    await readLimits()
    return undefined
  }
  if (!may('kill-switch')) return null
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
            ? 'This turns the switch of the console off. What another way holds stays stopped; else the machine goes back to what the policy grants it.'
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
  const killSwitch = limits.value?.killSwitch
  if (killSwitch?.on !== true) return null
  const { says } = killSwitch
  return (
    <p class="stopped" role="status">
      <b>Stopped.</b> The machine undoes nothing{turnedOnSays(killSwitch)}: <q>{says}</q>
    </p>
  )
}

/** `; the kill switch was turned on by analyst at 18:45:03`, as far as it is known. */
function turnedOnSays({ by, at }: KillSwitchState): string {
  if (by === undefined && at === undefined) return ''
  const who = by === undefined ? '' : ` by ${by}`
  return `; the kill switch was turned on${who}${at === undefined ? '' : ` at ${clock(at)}`}`
}
