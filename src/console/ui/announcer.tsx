import { effect, signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { severities } from '../../core/policy/severity.ts'
import { cases } from './desk.ts'
import { many } from './figures.ts'

const said = signal('')

/** Tells listeners what came, as one sentence, at most every ten seconds. */
export function Announcer() {
  useEffect(announceNewCases, [])
  return (
    <p class="unseen" aria-live="polite">
      {said}
    </p>
  )
}

function announceNewCases(): () => void {
  let known: ReadonlySet<string> | undefined
  const timer = setInterval(() => {
    const now = cases.peek()
    const fresh = known === undefined ? [] : [...now.values()].filter((one) => !known?.has(one.caseId))
    const highest = severities.findLast((severity) => fresh.some((one) => one.severity === severity))
    if (highest !== undefined) said.value = `${many(fresh.length, 'new case')}, the highest ${highest}`
    known = new Set(now.keys())
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
