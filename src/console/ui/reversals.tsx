import { handles, recentReversals } from './desk.ts'
import { seconds } from './figures.ts'
import { waits } from './waiting-words.ts'
import { reversalSays } from './words.ts'

/** What was undone lately, in words. */
export function Reversals() {
  const rows = recentReversals.value.filter((row) => !waits(row)).slice(0, 3)
  if (rows.length === 0) return null
  return (
    <section class="reversals" aria-labelledby="reversals-title">
      <h2 id="reversals-title">Undone lately</h2>
      <table>
        <tbody>
          {rows.map(({ reversalId, accountId, state, countermeasure, at, confirmedAfterSeconds }) => (
            <tr key={reversalId}>
              <td class="clip">
                <bdi>{handles.value.get(accountId) ?? accountId}</bdi>
              </td>
              <td>{reversalSays(state, countermeasure, at)}</td>
              <td class="number">
                {confirmedAfterSeconds === undefined ? '' : seconds(confirmedAfterSeconds)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
