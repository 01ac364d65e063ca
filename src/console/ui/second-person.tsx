import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { AskedSecond } from '../../core/reversal/limits-standing.ts'
import { moment } from './figures.ts'
import { askSecond } from './limits.ts'
import { now } from './live-client.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { may, person } from './session.ts'

interface SecondAct {
  readonly path: string
  readonly body: object
  readonly title: string
}

const acting = signal<SecondAct | undefined>(undefined)

/** A button for what only two people do, and who has asked for it already. */
export function Second({ before, label, second }: SecondNeeds) {
  const mine = before?.by === person.value?.id
  return (
    <>
      {before !== undefined && (
        <p>
          {mine ? 'You have' : `${before.by} has`} asked for it: <q>{before.reason}</q>.{' '}
          {mine ? 'Somebody else must too' : 'It takes one more person'}, until{' '}
          {moment(before.until, now.value)}.
        </p>
      )}
      {may('limits') && !mine && (
        <p class="buttons">
          <button
            type="button"
            onClick={() => {
              acting.value = second
            }}
          >
            {label}
          </button>
          {before === undefined && <span class="quiet">takes two people</span>}
        </p>
      )}
    </>
  )
}

interface SecondNeeds {
  readonly before: AskedSecond | undefined
  readonly label: string
  readonly second: SecondAct
}

export function SecondDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const act = acting.value
  useEffect(() => {
    if (act !== undefined) dialog.current?.showModal()
  }, [act])
  if (act === undefined) return null
  return (
    <ReasonDialog
      dialog={dialog}
      title={act.title}
      says="It takes two different people within five minutes. The first asks, the second makes it so."
      confirm={act.title}
      act={(reason) => askSecond(act.path, { ...act.body, reason })}
      onClose={() => {
        acting.value = undefined
      }}
    />
  )
}
