import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type { SwitchWay, WayStanding } from '../../core/reversal/kill-switch.ts'
import type { AskedSecond } from '../../ports/limits.ts'
import { clockOrDay, many } from './figures.ts'
import { askSecond, type LimitsState, limits } from './limits.ts'
import { now } from './live-client.ts'
import { Preauthorisations } from './preauthorisations.tsx'
import { ReasonDialog } from './reason-dialog.tsx'
import { may, person } from './session.ts'

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

function Breaker({ state: { breaker, asked } }: { readonly state: LimitsState }) {
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
        {breaker.at === undefined ? '' : ` since ${clockOrDay(breaker.at, now.value)}`}: {breaker.why}.{' '}
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

function Budgets({ state: { budgets } }: { readonly state: LimitsState }) {
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

function Demotions({ state: { demotions, asked } }: { readonly state: LimitsState }) {
  return (
    <Part title="Demotions">
      {demotions.length === 0 ? (
        <p class="quiet">None. A tier or a rule steps down by itself when people overturn what it undid.</p>
      ) : (
        <ul>
          {demotions.map(({ scope, steps, why, at }) => (
            <li key={scope}>
              <p>
                <b>{scope}</b> stands {many(steps, 'step')} lower since {clockOrDay(at, now.value)}: {why}.
              </p>
              <Second
                before={asked.find(({ what }) => what === `demotion of ${scope}`)}
                label="Lift it"
                second={{
                  path: '/v1/limits/demotions/lift',
                  body: { scope },
                  title: `Lift the demotion of ${scope}`,
                }}
              />
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

function Doubts({ state: { doubts } }: { readonly state: LimitsState }) {
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

interface SecondAct {
  readonly path: string
  readonly body: object
  readonly title: string
}

const acting = signal<SecondAct | undefined>(undefined)

/** A button for what only two people do, and who has asked for it already. */
function Second({ before, label, second }: SecondNeeds) {
  const mine = before?.by === person.value?.id
  return (
    <>
      {before !== undefined && (
        <p>
          {mine ? 'You have' : `${before.by} has`} asked for it: <q>{before.reason}</q>{' '}
          {mine ? 'Somebody else must too' : 'It takes one more person'}, until{' '}
          {clockOrDay(before.until, now.value)}.
        </p>
      )}
      {may('limits') && !mine && (
        <p class="buttons">
          <button
            type="button"
            onClick={() => {
              acting.value = second
            }}
          >
            {label}
          </button>
          {before === undefined && <span class="quiet">takes two people</span>}
        </p>
      )}
    </>
  )
}

interface SecondNeeds {
  readonly before: AskedSecond | undefined
  readonly label: string
  readonly second: SecondAct
}

function SecondDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const act = acting.value
  useEffect(() => {
    if (act !== undefined) dialog.current?.showModal()
  }, [act])
  if (act === undefined) return null
  return (
    <ReasonDialog
      dialog={dialog}
      title={act.title}
      says="It takes two different people within five minutes. The first asks, the second makes it so."
      confirm={act.title}
      act={(reason) => askSecond(act.path, { ...act.body, reason })}
      onClose={() => {
        acting.value = undefined
      }}
    />
  )
}

export function Part({ title, says, children }: PartNeeds) {
  return (
    <section class="part" aria-label={title}>
      <div>
        <h3>{title}</h3>
        {says !== undefined && <p class="quiet">{says}</p>}
      </div>
      <div>{children}</div>
    </section>
  )
}

interface PartNeeds {
  readonly title: string
  readonly says?: string
  readonly children: ComponentChildren
}
