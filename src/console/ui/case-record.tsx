import { useSignal } from '@preact/signals'
import type { AuditEntry } from '../../core/audit/entry.ts'
import { day } from './figures.ts'
import { ask } from './requests.ts'
import { may } from './session.ts'

interface Entry extends Omit<AuditEntry, 'sealed'> {
  readonly seq: number
  readonly who?: string | null
  readonly why?: string | null
  readonly erased: boolean
  readonly unreadable: boolean
}

/** What the record has about one case, for whoever may read it. Reading it is an entry too, so it is asked for. */
export function CaseRecord({ caseId }: { readonly caseId: string }) {
  const entries = useSignal<readonly Entry[] | undefined>(undefined)
  const trouble = useSignal<string | undefined>(undefined)
  if (!may('record')) return null
  const read = async () => {
    const path = `/v1/cases/${encodeURIComponent(caseId)}/record`
    const answer = await ask<{ entries: readonly Entry[] }>('GET', path)
    trouble.value = answer.ok ? undefined : answer.says
    if (answer.ok) entries.value = answer.body.entries
  }
  return (
    <section class="record" aria-labelledby="record-title">
      <h3 id="record-title">The record</h3>
      <p class="buttons">
        <button type="button" onClick={() => void read()}>
          {entries.value === undefined ? 'Read the record of this case' : 'Read it again'}
        </button>
        <span class="quiet">that it was read is recorded too</span>
      </p>
      {trouble.value !== undefined && <p class="trouble">{trouble.value}.</p>}
      {entries.value !== undefined && (
        <table>
          <tbody>
            {entries.value.map((entry) => (
              <tr key={entry.seq}>
                <td class="number quiet">{entry.seq}</td>
                <td class="number">{day(entry.at)}</td>
                <td>
                  <bdi>{entry.who ?? nameless(entry)}</bdi>
                </td>
                <td>{entry.deed.replaceAll('-', ' ')}</td>
                <td>
                  {typeof entry.why === 'string' && <q>{entry.why}</q>}{' '}
                  <span class="quiet">{factsSay(entry)}</span>
                  {entry.erased && <span class="quiet"> some of it was erased</span>}
                  {entry.unreadable && <span class="trouble"> some of it cannot be read</span>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function nameless({ by, unreadable }: Entry): string {
  if (by === 'machine') return 'the machine'
  return unreadable ? 'somebody whose name cannot be read' : 'somebody whose name was erased'
}

/** `state new → closed, version 1 → 2` */
function factsSay({ before = {}, after = {} }: Entry): string {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => name !== 'alertId' && (before[name] ?? '') !== (after[name] ?? ''))
    .map((name) => {
      const [was, is] = [before[name], after[name]]
      return was === undefined || was === null ? `${name} ${is}` : `${name} ${was} → ${is ?? 'none'}`
    })
    .join(', ')
}
