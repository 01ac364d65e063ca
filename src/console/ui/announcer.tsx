import { effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { severities } from '../../core/policy/severity.ts'
import { isolated } from '../../core/spelling/isolated.ts'
import { cases } from './desk.ts'
import { many } from './figures.ts'
import { now } from './live-client.ts'
import { waiting } from './waiting.ts'
import { nearMs } from './waiting-row.tsx'
import { deadlineSays } from './waiting-words.ts'

const said = signal('')
const urgent = signal('')

/** Tells listeners what came, as one sentence, at most every ten seconds. */
export function Announcer() {
  useEffect(announceNewCases, [])
  useEffect(announceNear, [])
  return (
    <>
      <p class="unseen" aria-live="polite">
        {said}
      </p>
      <p class="unseen" aria-live="assertive">
        {urgent}
      </p>
    </>
  )
}

function announceNewCases(): () => void {
  let known: ReadonlySet<string> | undefined
  let askedBefore: ReadonlySet<string> | undefined
  const timer = setInterval(() => {
    const present = cases.peek()
    const fresh = known === undefined ? [] : [...present.values()].filter((one) => !known?.has(one.caseId))
    const highest = severities.findLast((severity) => fresh.some((one) => one.severity === severity))
    const asked = [...waiting.peek().rows.keys()].filter((id) => askedBefore?.has(id) === false)
    const news = [
      ...(highest === undefined ? [] : [`${many(fresh.length, 'new case')}, the highest ${highest}`]),
      ...(asked.length === 0 ? [] : [`${many(asked.length, 'reversal')} more waiting for people`]),
    ]
    if (news.length > 0) said.value = news.join('; ')
    known = new Set(present.keys())
    askedBefore = new Set(waiting.peek().rows.keys())
  }, 10_000)
  // What is there when the page opens is no news.
  const stop = effect(() => {
    if (cases.value.size > 0) known ??= new Set(cases.value.keys())
  })
  return () => {
    clearInterval(timer)
    stop()
  }
}

/** Says once of each countdown that its last minute has begun, and what happens then. */
function announceNear(): () => void {
  const told = new Set<string>()
  return effect(() => {
    for (const { reversal, handle } of waiting.value.rows.values()) {
      const { reversalId, state, deadlineAt } = reversal
      const left = state === 'counting' && deadlineAt !== undefined ? deadlineAt - now.value : Infinity
      const key = `${reversalId} ${deadlineAt}`
      if (left <= 0 || left > nearMs || told.has(key)) continue
      told.add(key)
      const [what, why] = deadlineSays(reversal, now.peek())
      urgent.value = `${isolated(handle ?? reversal.accountId)}: less than a minute. ${what} ${why}`
    }
  })
}
