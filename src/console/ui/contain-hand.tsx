import { useRef } from 'preact/hooks'
import type { ShownContainment } from '../../core/case/shown-containment.ts'
import type { Alert } from '../../core/decision/alert.ts'
import type { ContainWordVerb } from '../../core/reversal/contain-message.ts'
import { containSays, nextVerbs } from './contain-words.ts'
import { containing, sayOfHand } from './containments.ts'
import { now } from './live-client.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { may, person } from './session.ts'

/** Whether the hand behind an alert is contained, and the button that asks for it or lifts it. */
export function ContainHand({ alert, stands }: ContainHandNeeds) {
  const actorId = alert.change?.actor.id
  const { sources } = containing.value
  if (actorId === undefined || (stands === undefined && !sources.includes(alert.source))) return null
  if (stands === undefined && !may('contain')) return null
  return (
    <section class="containment" aria-labelledby="containment-title">
      <h3 id="containment-title">The actor</h3>
      {stands === undefined ? (
        <p class="quiet">Not contained: they can go on acting.</p>
      ) : (
        <Standing one={stands} />
      )}
      <Ask
        actorId={actorId}
        alertId={stands?.state === 'asked' ? stands.alertId : alert.alertId}
        stands={stands}
      />
    </section>
  )
}

interface ContainHandNeeds {
  readonly alert: Alert
  readonly stands: ShownContainment | undefined
}

export function Standing({ one }: { readonly one: ShownContainment }) {
  const [what, why] = containSays(one, now.value)
  return (
    <p class={`stands ${one.state}`}>
      <b>{what}</b> <span class="quiet">{why}</span>
    </p>
  )
}

/** For whoever may, and nobody twice while a second person is waited for. */
export function Ask({ actorId, alertId, stands }: AskNeeds) {
  const verbs = nextVerbs(stands, person.value?.id ?? '')
  if (verbs.length === 0 || !may('contain')) return null
  const isSecond = stands?.state === 'asked'
  return (
    <p class="buttons">
      {verbs.map((verb) => (
        <AskOne key={verb} verb={verb} actorId={actorId} alertId={alertId} isSecond={isSecond} />
      ))}
      {verbs.includes('contain') && !isSecond && containing.value.approvers === 2 && (
        <span class="quiet">takes two people</span>
      )}
    </p>
  )
}

interface AskNeeds {
  readonly actorId: string
  readonly alertId: string
  readonly stands: ShownContainment | undefined
}

function AskOne({ verb, actorId, alertId, isSecond }: AskOneNeeds) {
  const dialog = useRef<HTMLDialogElement>(null)
  const { label, title, says, confirm } = askSays(verb, actorId, isSecond)
  const isMain = verb === 'contain' && isSecond
  return (
    <>
      <button type="button" class={isMain ? 'main' : ''} onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <ReasonDialog
        dialog={dialog}
        title={title}
        says={says}
        confirm={confirm}
        act={(reason) => sayOfHand(verb, alertId, reason)}
      />
    </>
  )
}

interface AskOneNeeds {
  readonly verb: ContainWordVerb
  readonly actorId: string
  readonly alertId: string
  /** Somebody else has asked for it already. */
  readonly isSecond: boolean
}

function askSays(verb: ContainWordVerb, actorId: string, isSecond: boolean) {
  switch (verb) {
    case 'contain':
      return {
        label: isSecond ? 'Yes, contain' : 'Contain the actor',
        title: `Contain ${actorId}`,
        says: containSaysBefore(isSecond),
        confirm: 'Contain',
      }
    case 'lift':
      return {
        label: 'Lift the containment',
        title: `Lift the containment of ${actorId}`,
        says: 'They can act again as soon as the platform has taken it back.',
        confirm: 'Lift it',
      }
    case 'withdraw':
      return {
        label: 'Take it back',
        title: `Do not contain ${actorId}`,
        says: 'Nothing has been sent yet, and nothing will be until somebody asks anew.',
        confirm: 'Take it back',
      }
    default:
      return verb satisfies never
  }
}

function containSaysBefore(isSecond: boolean): string {
  const what =
    'What they work with is frozen on the platform: nothing they set out to do is done until it is lifted.'
  if (isSecond || containing.value.approvers === 1) return `${what} It is sent at once.`
  return `${what} It takes one more person after you, within five minutes.`
}
