import { signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { WaitingReversal } from '../../core/case/waiting.ts'
import { isolated } from '../../core/spelling/isolated.ts'
import { many } from './figures.ts'
import { ReasonDialog } from './reason-dialog.tsx'
import { person } from './session.ts'
import { approvers, approving, say, waitingHeld } from './waiting.ts'
import { heldSays, lostSays, verbs, type Word } from './waiting-words.ts'
import { handedToSays } from './words.ts'

/** What somebody is about to say. */
export interface Saying {
  readonly word: Exclude<Word, 'acknowledge'>
  /** One, or those of a sweep that one yes is for. */
  readonly rows: readonly [WaitingReversal, ...WaitingReversal[]]
}

export const saying = signal<Saying | undefined>(undefined)

/** The one dialog for every word that wants a reason. It keeps what the person saw when they opened it: what has
 *  changed meanwhile is refused and shown again. */
export function SayDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const to = useSignal('')
  const sent = useSignal({ text: '', key: '' })
  const open = saying.value
  useEffect(() => {
    if (open === undefined) return
    sent.value = { text: '', key: '' }
    to.value = ''
    waitingHeld.value = true
    dialog.current?.showModal()
  }, [open])
  if (open === undefined) return null
  const { word, rows } = open
  const act = async (reason: string) => {
    const toWhom = word === 'take-over' ? (person.value?.id ?? '') : to.value
    const more = { reason, ...moreOf(open, toWhom) }
    // The same words under the same key are safe to send again after no answer; other words are another request.
    const text = JSON.stringify(more)
    if (text !== sent.value.text) sent.value = { text, key: crypto.randomUUID() }
    return say(rows[0], word, more, sent.value.key)
  }
  return (
    <ReasonDialog
      dialog={dialog}
      {...textsOf(open)}
      act={act}
      onClose={() => {
        saying.value = undefined
        waitingHeld.value = false
      }}
    >
      {word === 'approve' && <Told rows={rows} />}
      {word === 'hand-over' && (
        <label>
          To
          <select
            required
            value={to}
            onChange={(event) => {
              to.value = event.currentTarget.value
            }}
          >
            <option value="">choose</option>
            {approving.value.map((role) => (
              <option key={role} value={`role:${role}`}>
                {handedToSays(`role:${role}`)}
              </option>
            ))}
            {approvers.value.map(({ id, name }) => (
              <option key={id} value={id}>
                {name === id ? id : `${name} (${id})`}
              </option>
            ))}
          </select>
        </label>
      )}
    </ReasonDialog>
  )
}

function moreOf({ word, rows }: Saying, to: string): object {
  if (word === 'hand-over' || word === 'take-over')
    return to.startsWith('role:') ? { toRole: to.slice('role:'.length) } : { toPerson: to }
  const hashes = rows.flatMap(({ reversal }) => reversal.commandHash ?? [])
  return rows.length === 1 ? {} : { commandHashes: hashes }
}

/** What stands against it, and what it will not bring back. */
function Told({ rows }: { readonly rows: Saying['rows'] }) {
  const all = rows.flatMap(({ reversal }) => [heldSays(reversal) ?? [], lostSays(reversal) ?? []].flat())
  const told = [...new Set(all)]
  return told.length === 0 ? null : <p class="lost">{told.join(' ')}</p>
}

function textsOf({ word, rows: [first, ...others] }: Saying) {
  const { reversal, handle } = first
  const account = isolated(handle ?? reversal.accountId)
  const which = others.length === 0 ? account : many(others.length + 1, 'account')
  switch (word) {
    case 'approve': {
      const { approvers: needed = 1, approvedBy = [] } = reversal
      const twice = needed > 1 && approvedBy.length === 0 ? ' It takes one more person after you.' : ''
      return {
        title: `Yes, ${verbs[reversal.countermeasure]} ${which}`,
        says: `It is sent at once, and applies only where the account is still as this change left it.${twice}`,
        confirm: 'Say yes',
      }
    }
    case 'veto':
      return {
        title: `No: leave ${which} as it is`,
        says: 'One no ends it. The change stands; the case stays open for a verdict.',
        confirm: 'Say no',
      }
    case 'extend':
      return {
        title: `More time for ${which}`,
        says: 'It gets as much again as it had at first: three times at most, and an hour in all.',
        confirm: 'Take more time',
      }
    case 'hand-over':
      return {
        title: `Hand ${which} over`,
        says:
          reversal.state === 'counting'
            ? 'From then on silence is no consent: it takes their yes before the deadline.'
            : 'From then on it takes their yes. A no of anybody still ends it.',
        confirm: 'Hand over',
      }
    case 'take-over':
      return {
        title: `Take ${which} over`,
        says: 'From then on it takes your yes, and nothing happens without it. A no of anybody still ends it.',
        confirm: 'Take over',
      }
    default:
      return word satisfies never
  }
}
