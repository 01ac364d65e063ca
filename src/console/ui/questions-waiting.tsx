import { useEffect } from 'preact/hooks'
import { clock } from './figures.ts'
import { asidesOf } from './question-words.ts'
import { openQuestion, readWaiting, waitingQuestions } from './questions.ts'
import { SeverityMark } from './severity-mark.tsx'

/** Who asked before acting and waits. Nothing where nobody does. */
export function QuestionsWaiting() {
  useEffect(() => {
    void readWaiting()
    const timer = setInterval(readWaiting, readEveryMs)
    return () => clearInterval(timer)
  }, [])
  const waiting = waitingQuestions.value
  if (waiting.length === 0) return null
  return (
    <section class="questions" aria-labelledby="questions-title">
      <h2 id="questions-title">Asked before acting</h2>
      <ul>
        {waiting.slice(0, shownMax).map((asked) => (
          <li key={asked.checkId}>
            <button type="button" class="plain" onClick={() => openQuestion(asked.checkId)}>
              <SeverityMark severity={asked.severity} />{' '}
              <span class="clip">
                <bdi>{asked.says}</bdi> <bdi class="quiet">{asidesOf(asked.change)}</bdi>
              </span>
            </button>{' '}
            <span class="quiet">
              {asked.state === 'held'
                ? `held until ${clock(asked.holdUntil ?? 0)}`
                : `waits until ${clock(asked.expiresAt)}`}
            </span>
          </li>
        ))}
      </ul>
      {waiting.length > shownMax && <p class="quiet">and {waiting.length - shownMax} more</p>}
    </section>
  )
}

const readEveryMs = 5_000
const shownMax = 8
