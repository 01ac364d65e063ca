import { Ask, Standing } from './contain-hand.tsx'
import { containing } from './containments.ts'
import { openCase } from './desk.ts'
import { count } from './figures.ts'

/** Who is contained, or is to be: nobody is forgotten in it, and a second person finds what waits for them. */
export function ContainmentPanel() {
  const { containments } = containing.value
  if (containments.length === 0) return null
  return (
    <section class="contained-actors" aria-labelledby="contained-title">
      <h2 id="contained-title">
        Contained actors <span class="quiet number">{count(containments.length)}</span>
      </h2>
      <ul>
        {containments.map((one) => (
          <li key={`${one.source} ${one.actorId}`} class={one.state}>
            <div>
              <button
                type="button"
                class="plain clip"
                disabled={one.caseId === undefined}
                onClick={() => openCase(one.caseId)}
              >
                <bdi>{one.actorId}</bdi>
              </button>
              <Standing one={one} />
            </div>
            <Ask actorId={one.actorId} alertId={one.alertId} stands={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}
