import { useSignal } from '@preact/signals'
import type { Case } from '../../core/case/case.ts'
import { verdictWords } from '../../core/decision/verdict.ts'
import { detail, readDetail } from './desk.ts'
import { type Answer, ask } from './requests.ts'
import { may, person } from './session.ts'
import { Trouble } from './trouble.tsx'
import { verdictSays } from './words.ts'

/** What a person can do about a case. A verdict goes upon exactly what the person saw: if the case has grown
 *  since, it is shown again instead. Taking it on needs no such care, and tries again by itself. */
export function CaseActions({ open }: { readonly open: Case }) {
  const trouble = useSignal<string | undefined>(undefined)
  const note = useSignal('')
  const path = `/v1/cases/${encodeURIComponent(open.caseId)}`
  const version = detail.value?.case.version ?? open.version

  const post = async (what: string, body: unknown, again: boolean): Promise<void> => {
    let answer: Answer<{ case: Case }> = await ask('POST', `${path}/${what}`, { body, version })
    for (let tries = again ? triesMax : 0; tries > 0 && !answer.ok && answer.status === 409; tries--) {
      answer = await ask('POST', `${path}/${what}`, { body, version: versionIn(answer.body) ?? version })
    }
    trouble.value = answer.ok ? undefined : answer.says
    await readDetail()
  }
  if (!may('work')) return null
  const mine = open.assignee === person.value?.id
  return (
    <section class="actions" aria-labelledby="actions-title">
      <h3 id="actions-title">What was it?</h3>
      <p class="buttons">
        {verdictWords.map((verdict) => (
          <button
            key={verdict}
            type="button"
            aria-pressed={open.lastVerdict === verdict}
            onClick={() => {
              const words = note.value.trim()
              void post('verdict', { verdict, ...(words === '' ? {} : { note: words }) }, false)
            }}
          >
            {verdictSays[verdict]}
          </button>
        ))}
        <label class="note">
          <span class="unseen">Note to the verdict</span>
          <input
            type="text"
            placeholder="a note, if you like"
            maxLength={2000}
            value={note}
            onInput={(event) => {
              note.value = event.currentTarget.value
            }}
          />
        </label>
      </p>
      <p class="buttons">
        <button
          type="button"
          disabled={open.state !== 'new'}
          onClick={() => void post('acknowledge', undefined, true)}
        >
          {open.state === 'new' ? 'Acknowledge' : 'Acknowledged'}
        </button>
        <button
          type="button"
          onClick={() => void post('assign', { assignee: mine ? null : (person.value?.id ?? null) }, true)}
        >
          {mine ? 'Give it back' : 'Assign to me'}
        </button>
      </p>
      <Trouble says={trouble.value} />
    </section>
  )
}

/** A case that is growing may move between two tries. */
const triesMax = 3

/** The version of the case that a conflict tells about. */
function versionIn(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null || !('case' in body)) return undefined
  const { case: current } = body
  if (typeof current !== 'object' || current === null || !('version' in current)) return undefined
  return typeof current.version === 'number' ? current.version : undefined
}
