import { signal, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { changes, type StreamChange, tally } from './desk.ts'
import { clock, count, points } from './figures.ts'
import { actionSays } from './words.ts'

const rowsShown = 12
/** Slow enough to read a row, quick enough to be the present. */
const renewMs = 800

const shown = signal<readonly StreamChange[]>([])

/** The live stream as quiet rows. It stands still while somebody points at it. */
export function Stream() {
  const still = useSignal(false)
  useEffect(() => {
    const renew = () => {
      if (!still.peek()) shown.value = changes.peek().slice(-rowsShown).toReversed()
    }
    renew()
    const timer = setInterval(renew, renewMs)
    return () => clearInterval(timer)
  }, [])
  return (
    <section
      class="stream"
      aria-labelledby="stream-title"
      onPointerEnter={() => (still.value = true)}
      onPointerLeave={() => (still.value = false)}
    >
      <h2 id="stream-title">
        The stream{' '}
        <span class="quiet number">
          {still.value ? 'held while you look' : `${count(tally.value?.perSecond ?? 0)} a second`}
        </span>
      </h2>
      <table>
        {/* The columns have their widths from here: an unseen head leaves a table no first row to take them from. */}
        <colgroup>
          <col class="time" />
          <col class="actor" />
          <col class="action" />
          <col class="account" />
          <col class="score" />
        </colgroup>
        <thead class="unseen">
          <tr>
            <th>time</th>
            <th>actor</th>
            <th>action</th>
            <th>account</th>
            <th>score</th>
          </tr>
        </thead>
        <tbody>
          {shown.value.map((change) => (
            <tr key={change.id} class={change.alerted ? change.severity : ''}>
              <td class="number quiet">{clock(change.at)}</td>
              <td class="clip">
                <bdi>{change.actorId}</bdi>
              </td>
              <td class="quiet">{actionSays(change.action)}</td>
              <td class="clip">
                <bdi>{change.accountId}</bdi>
              </td>
              <td class="number">{points(change.suspicionCenti + change.stakesCenti)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.value.length === 0 && <p class="nothing">No change has come in yet.</p>}
      <p class="quiet total">{count(tally.value?.seen ?? 0)} changes since this program was started</p>
    </section>
  )
}
