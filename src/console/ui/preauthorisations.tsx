import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { actions } from '../../core/change/actions.ts'
import type { AskedIntended } from '../../core/reversal/intended.ts'
import { day } from './figures.ts'
import { Part } from './part.tsx'
import { ask } from './requests.ts'
import { may, person } from './session.ts'
import { Trouble } from './trouble.tsx'
import { actionSays } from './words.ts'

type Standing = AskedIntended & { readonly confirmedBy?: string; readonly actorWritten?: string }

const standing = signal<readonly Standing[]>([])

async function read(): Promise<void> {
  const answer = await ask<{ preauthorisations: readonly Standing[] }>('GET', '/v1/preauthorisations')
  if (answer.ok) standing.value = answer.body.preauthorisations
}

const readEveryMs = 5_000

/** What will be done and was meant: asked for by one person, confirmed by another, withdrawn by anybody who may. */
export function Preauthorisations() {
  const trouble = useSignal<string | undefined>(undefined)
  useEffect(() => {
    void read()
    const timer = setInterval(read, readEveryMs)
    return () => clearInterval(timer)
  }, [])
  const post = async (path: string, body?: object): Promise<boolean> => {
    const answer = await ask('POST', `/v1/preauthorisations${path}`, body === undefined ? {} : { body })
    trouble.value = answer.ok ? undefined : answer.says
    await read()
    return answer.ok
  }
  return (
    <Part
      title="Said beforehand"
      says="What a court or a ticket orders is no incident: where two people have said so beforehand, the machine leaves it alone."
    >
      {standing.value.length === 0 && <p class="quiet">Nothing is said beforehand.</p>}
      <ul class="intended">
        {standing.value.map((one) => (
          <li key={one.intendedId}>
            <p>
              <b>{actionSays(one.action)}</b> of <bdi>{one.accountId}</bdi> on {one.source}
              {one.actorId === undefined ? ', by anybody' : ', by '}
              {one.actorId !== undefined && <bdi>{one.actorId}</bdi>}
              {one.actorWritten !== undefined && (
                <>
                  {' '}
                  (<bdi>{one.actorWritten}</bdi>)
                </>
              )}
              ; until {day(one.expiresAt)}
            </p>
            <p class="quiet">
              Order <bdi>{one.order}</bdi>, ticket <bdi>{one.ticket}</bdi>. Asked for by {one.askedBy}
              {one.confirmedBy === undefined
                ? '; it counts when another person confirms it.'
                : `, confirmed by ${one.confirmedBy}.`}
            </p>
            {may('preauthorise') && (
              <p class="buttons">
                {one.confirmedBy === undefined && one.askedBy !== person.value?.id && (
                  <button
                    type="button"
                    class="main"
                    onClick={() => void post(`/${encodeURIComponent(one.intendedId)}/confirm`)}
                  >
                    Confirm
                  </button>
                )}
                <button
                  type="button"
                  onClick={() => void post(`/${encodeURIComponent(one.intendedId)}/withdraw`)}
                >
                  Withdraw
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
      <Trouble says={trouble.value} />
      {may('preauthorise') && <AskForm post={(body) => post('', body)} />}
    </Part>
  )
}

function AskForm({ post }: { readonly post: (body: object) => Promise<boolean> }) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement)) return
    const fields = new FormData(form)
    const text = (name: string) => {
      const value = fields.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    const actorId = text('actorId')
    const isAsked = await post({
      source: text('source'),
      accountId: text('accountId'),
      action: text('action'),
      order: text('order'),
      ticket: text('ticket'),
      expiresAt: Date.parse(text('until')),
      ...(actorId === '' ? {} : { actorId }),
    })
    if (isAsked) form.reset()
  }
  return (
    <details>
      <summary>Say something beforehand</summary>
      <form class="ask-intended" onSubmit={submit}>
        <label>
          Action
          <select name="action" required>
            {actions.map((action) => (
              <option key={action} value={action}>
                {actionSays(action)}
              </option>
            ))}
          </select>
        </label>
        <Field name="accountId" label="Account, by its id" />
        <Field name="source" label="Platform" />
        <Field
          name="actorId"
          label="Only by, where it matters: an id, or a name as a case shows it"
          optional
        />
        <Field name="order" label="Order" />
        <Field name="ticket" label="Ticket" />
        <label>
          Until
          <input name="until" type="datetime-local" required />
        </label>
        <p class="buttons">
          <button type="submit" class="main">
            Ask for it
          </button>
          <span class="quiet">counts when another person confirms it; 30 days at most</span>
        </p>
      </form>
    </details>
  )
}

function Field({ name, label, optional }: { name: string; label: string; optional?: boolean }) {
  return (
    <label>
      {label}
      <input name={name} maxLength={200} required={optional !== true} />
    </label>
  )
}
