import type { CaseEntry } from '../../core/case/case.ts'
import { day } from './figures.ts'
import { entrySays } from './words.ts'

/** What people did about the case. */
export function CaseHistory({ entries }: { readonly entries: readonly CaseEntry[] }) {
  if (entries.length === 0) return null
  return (
    <section class="history" aria-labelledby="history-title">
      <h3 id="history-title">What people did</h3>
      <ol>
        {entries.map((entry) => (
          <li key={`${entry.at} ${entry.did}`}>
            <time class="number quiet">{day(entry.at)}</time> <b>{entry.by}</b> {entrySays(entry)}
            {entry.note !== undefined && (
              <>
                : <q class="clip">{entry.note}</q>
              </>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
