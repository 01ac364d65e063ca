import type { Alert } from '../../core/decision/alert.ts'
import type { Counterfactual } from '../../core/what-if/counterfactual.ts'

/** What would have had to be otherwise, as the scorer itself found, and what nobody knows. */
export function CaseOtherwise({ alert }: { readonly alert: Alert }) {
  const { counterfactuals, unknown = [] } = alert
  return (
    <>
      <section class="otherwise" aria-labelledby="otherwise-title">
        <h3 id="otherwise-title">What would have changed it</h3>
        {counterfactuals === undefined || counterfactuals.length === 0 ? (
          <p class="quiet">{nothingSays(alert)}</p>
        ) : (
          <>
            <Givens says="It would not have alerted if" of={counterfactuals} without="alert" />
            <Givens
              says="The machine could not have acted by itself if"
              of={counterfactuals}
              without="leave"
            />
          </>
        )}
      </section>
      {unknown.length > 0 && (
        <section class="otherwise" aria-labelledby="unknown-title">
          <h3 id="unknown-title">What nobody knows</h3>
          <ul>
            {unknown.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Givens({ says, of, without }: GivensNeeds) {
  const givens = of.filter((one) => one.without === without)
  if (givens.length === 0) return null
  return (
    <div class="givens">
      <p>{says}</p>
      <ul>
        {givens.map(({ given }, place) => (
          <li key={given}>
            {place > 0 && <span class="quiet">or </span>}
            {given}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface GivensNeeds {
  readonly says: string
  readonly of: readonly Counterfactual[]
  readonly without: Counterfactual['without']
}

function nothingSays({ kind, counterfactuals }: Alert): string {
  if (counterfactuals === undefined) {
    return 'Nobody looked: too many alerts came at once, or it is of before such things were asked.'
  }
  return kind === 'hindsight' || kind === 'relation'
    ? 'It had alerted before, by itself.'
    : 'No one fact, and no two: too much speaks against it.'
}
