import { useSignal } from '@preact/signals'
import type { WaitingReversal } from '../../core/case/waiting.ts'
import { now } from './live-client.ts'
import { saying } from './say-dialog.tsx'
import { person } from './session.ts'
import { Trouble } from './trouble.tsx'
import { say, told } from './waiting.ts'
import {
  asksPeople,
  countdownText,
  deadlineSays,
  lostSays,
  noReturnSays,
  toldSays,
  waits,
  wordSays,
  wordsFor,
} from './waiting-words.ts'

/** What happens to one reversal and when, what it will not bring back, and what this person may say. */
export function Decision({ row, isShort = false }: DecisionNeeds) {
  const { reversal } = row
  const [what, why] = deadlineSays(reversal, now.value)
  // Where silence or a glance may be consent it is always said; else with the yes, before it is given.
  const lost = isShort && reversal.state !== 'counting' ? undefined : lostSays(reversal)
  const noReturn = noReturnSays(reversal, now.value)
  return (
    <div class="decision">
      <Countdown row={row} />
      <div class="deadline">
        <p>
          <b>{what}</b> {why}
        </p>
        {noReturn !== undefined && <p class="no-return">{noReturn}</p>}
        {lost !== undefined && <p class="quiet">{lost}</p>}
        <Words row={row} />
      </div>
    </div>
  )
}

interface DecisionNeeds {
  readonly row: WaitingReversal
  /** One of many in a list. */
  readonly isShort?: boolean
}

/** On the server's clock. Listeners hear of it when less than a minute is left, from the announcer. */
function Countdown({ row: { reversal } }: { readonly row: WaitingReversal }) {
  const { deadlineAt } = reversal
  const left = deadlineAt === undefined || !waits(reversal) ? undefined : deadlineAt - now.value
  const text = left === undefined ? '' : countdownText(left)
  const near = left !== undefined && left < nearMs && reversal.state === 'counting'
  return (
    <p class={near ? 'left near number' : 'left number'} role="timer" aria-live="off">
      {text}
    </p>
  )
}

export const nearMs = 60_000

function Words({ row }: { readonly row: WaitingReversal }) {
  const trouble = useSignal<string | undefined>(undefined)
  const { reversal } = row
  const who = person.value
  if (!who || !asksPeople(reversal)) return null
  const said = told.value.get(reversal.reversalId)
  // The machine answers within a second; a word that it has not heard by then may be said again.
  const isTold = said !== undefined && said.version === reversal.version && now.value - said.at < toldMsMax
  if (isTold) return <p role="status">{toldSays(said.word, said.at)}</p>
  const { words, not } = wordsFor(row, who)
  const main = words.includes('acknowledge') ? 'acknowledge' : 'approve'
  const see = async () => {
    trouble.value = await say(row, 'acknowledge', {}, crypto.randomUUID())
  }
  return (
    <>
      {words.length > 0 && (
        <p class="buttons">
          {words.map((word) => (
            <button
              key={word}
              type="button"
              class={word === main ? 'main' : ''}
              onClick={() => {
                if (word === 'acknowledge') void see()
                else saying.value = { word, rows: [row] }
              }}
            >
              {wordSays[word](reversal.countermeasure)}
            </button>
          ))}
        </p>
      )}
      {not !== undefined && <p class="quiet">{not}</p>}
      <Trouble says={trouble.value} />
    </>
  )
}

const toldMsMax = 8_000
