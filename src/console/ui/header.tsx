import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { connectionSays } from './connection-state.ts'
import { go, openCaseId, openCounts, place } from './desk.ts'
import { count } from './figures.ts'
import { KillSwitchButton } from './kill-switch.tsx'
import { connection } from './live-client.ts'
import { person, signOut } from './session.ts'
import { SeverityMark } from './severity-mark.tsx'

const now = signal(Date.now())

export function Header() {
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now()
    }, 500)
    return () => clearInterval(timer)
  }, [])
  return (
    <header class="header">
      <h1 class="name">Countermand</h1>
      <p class={`connection ${connection.value.kind}`}>{connectionSays(connection.value, now.value)}</p>
      <ul class="counts" aria-label="open cases">
        {openCounts.value.map(([severity, cases]) => (
          <li key={severity}>
            <SeverityMark severity={severity} /> <b>{count(cases)}</b> {severity}
          </li>
        ))}
      </ul>
      <nav aria-label="places">
        <PlaceButton to="field" says="Desk" />
        <PlaceButton to="limits" says="Limits" />
      </nav>
      <KillSwitchButton />
      <p class="who">
        <span>{person.value?.name}</span>
        <button type="button" class="plain" onClick={signOut}>
          Sign out
        </button>
      </p>
    </header>
  )
}

function PlaceButton({ to, says }: { readonly to: 'field' | 'limits'; readonly says: string }) {
  const isHere = place.value === to && openCaseId.value === undefined
  return (
    <button type="button" class="plain" aria-current={isHere ? 'page' : undefined} onClick={() => go(to)}>
      {says}
    </button>
  )
}
