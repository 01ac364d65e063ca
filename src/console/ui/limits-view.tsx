import type { SwitchWay, WayStanding } from '../../core/reversal/kill-switch.ts'
import type { BoundingState } from '../../core/reversal/limits-standing.ts'
import { many, moment } from './figures.ts'
import { limits } from './limits.ts'
import { now } from './live-client.ts'
import { Part } from './part.tsx'
import { Preauthorisations } from './preauthorisations.tsx'
import { Second, SecondDialog } from './second-person.tsx'

/** What keeps the machine within bounds, and what people have said beforehand. */
export function LimitsView() {
  const state = limits.value
  return (
    <article class="limits" aria-labelledby="limits-title">
      <h2 id="limits-title">What bounds the machine</h2>
      {state === undefined ? (
        <p class="trouble">It cannot be read right now. What cannot be read counts as stopped.</p>
      ) : (
        <>
          <Switches ways={state.killSwitch.ways} />
          <Breaker state={state} />
          <Budgets state={state} />
          <Demotions state={state} />
          <Doubts state={state} />
        </>
      )}
      <Preauthorisations />
      <SecondDialog />
    </article>
  )
}

const wayNames: Readonly<Record<SwitchWay, string>> = {
  console: 'this page',
  record: 'a signed record',
  file: 'the file STOP',
}

function Switches({ ways }: { readonly ways: readonly WayStanding[] }) {
  return (
    <Part title="Kill switch" says="Three ways, each turned by itself. Any one of them on stops all undoing.">
      <table>
        <tbody>
          {ways.map(({ way, standing }) => (
            <tr key={way}>
              <th scope="row">by {wayNames[way]}</th>
              <td>
                {standing === 'unreadable' ? (
                  <b>cannot be read, which counts as on</b>
                ) : standing.on ? (
                  <>
                    <b>on</b>, {standing.by}: <q>{standing.why}</q>
                  </>
                ) : (
                  <span class="quiet">off</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  )
}

function Breaker({ state: { breaker, asked } }: { readonly state: BoundingState }) {
  const before = asked.find(({ what }) => what === 'breaker')
  if (!breaker.open)
    return (
      <Part title="Breaker">
        <p class="quiet">
          Closed. It opens by itself when too much of what happens would be undone, or too little of it works.
        </p>
      </Part>
    )
  return (
    <Part title="Breaker">
      <p>
        <b>Open</b>
        {breaker.at === undefined ? '' : ` since ${moment(breaker.at, now.value)}`}: {breaker.why}.{' '}
        <span class="quiet">
          {breaker.sparesHighestTier
            ? 'What is kept back for the first tier may still be used.'
            : 'The machine undoes nothing at all.'}
        </span>
      </p>
      <Second
        before={before}
        label="Close the breaker"
        second={{ path: '/v1/limits/breaker/close', body: {}, title: 'Close the breaker' }}
      />
    </Part>
  )
}

function Budgets({ state: { budgets } }: { readonly state: BoundingState }) {
  return (
    <Part
      title="Budgets"
      says="How many undoings the machine may still send. Each comes back when its time is over."
    >
      <table class="budgets">
        <thead>
          <tr>
            <th>budget</th>
            <th class="number">left</th>
            <th class="number">left for the first tier</th>
          </tr>
        </thead>
        <tbody>
          {budgets.map(({ says, actorId, tokens, left, leftForHighest }) => (
            <tr key={`${says} ${actorId ?? ''}`} class={left === 0 ? 'spent' : ''}>
              <th scope="row">
                {says.replace(/^of /, '')}
                {actorId !== undefined && (
                  <>
                    , <bdi>{actorId}</bdi>
                  </>
                )}
              </th>
              <td class="number">{left}</td>
              <td class="number">
                {leftForHighest} <span class="quiet">of {tokens}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  )
}

function Demotions({ state: { demotions, asked } }: { readonly state: BoundingState }) {
  return (
    <Part title="Demotions">
      {demotions.length === 0 ? (
        <p class="quiet">None. A tier or a rule steps down by itself when people overturn what it undid.</p>
      ) : (
        <ul>
          {demotions.map(({ scope, steps, why, at }) => (
            <li key={scope}>
              <p>
                <b>{scope}</b> stands {many(steps, 'step')} lower since {moment(at, now.value)}: {why}.
              </p>
              <Second
                before={asked.find(({ what }) => what === `demotion of ${scope}`)}
                label="End it"
                second={{
                  path: '/v1/limits/demotions/end',
                  body: { scope },
                  title: `End the demotion of ${scope}`,
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

function Doubts({ state: { doubts } }: { readonly state: BoundingState }) {
  return (
    <Part title="In doubt">
      {doubts.length === 0 ? (
        <p class="quiet">Nothing puts this instance in doubt.</p>
      ) : (
        <ul>
          {doubts.map(({ gate, says }) => (
            <li key={gate}>The machine waits: {says}.</li>
          ))}
        </ul>
      )}
    </Part>
  )
}
