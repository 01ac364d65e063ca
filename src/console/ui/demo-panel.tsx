import { signal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { seconds } from './figures.ts'
import { ask } from './requests.ts'
import { SecondsOf2017 } from './seconds-of-2017.tsx'

interface Incident {
  readonly name: string
  readonly says: string
}

interface Run {
  readonly state: 'running' | 'done' | 'failed'
  readonly result?: { readonly secondsToConfirmed: number | null; readonly alerts: readonly unknown[] }
  readonly says?: string
}

const incidents = signal<readonly Incident[]>([])
const playing = signal<string | undefined>(undefined)
const outcome = signal<{ readonly name: string; readonly run: Run } | undefined>(undefined)

/** The incidents that can be played against the simulated platform, the one of 2017 first. */
export function DemoPanel() {
  useEffect(() => {
    void ask<{ incidents: readonly Incident[] }>('GET', '/v1/demo').then((answer) => {
      if (answer.ok) incidents.value = answer.body.incidents
      return answer
    })
  }, [])
  return (
    <section class="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">Play an incident</h2>
      <Outcome />
      <ul>
        {incidents.value.map(({ name, says }) => (
          <li key={name}>
            <button
              type="button"
              class={name === first ? 'main' : ''}
              disabled={playing.value !== undefined}
              onClick={() => void play(name)}
            >
              {playing.value === name ? 'Playing' : (titles[name] ?? name)}
            </button>
            <p class="quiet">{says}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Our own line takes this part of the picture's width. */
const ourPart = 0.3

const first = 'last-day-2017'
const titles: Readonly<Record<string, string>> = {
  [first]: 'Replay 2 November 2017',
  'delayed-2017': 'The same, delayed',
  'tools-2020': 'Hijacked tools, 2020',
  'mass-mistake': 'An honest mass mistake',
  'rogue-return': 'Back after a long absence',
  'lock-down': 'The defender locks down',
}

function Outcome() {
  if (playing.value !== undefined) return <p role="status">Playing. Watch the field and the queue.</p>
  if (outcome.value === undefined) return null
  const { run } = outcome.value
  if (run.state === 'failed') return <p class="trouble">It could not be played: {run.says}</p>
  const after = run.result?.secondsToConfirmed ?? null
  if (after === null) return <p role="status">Played. The machine undid nothing: people decide.</p>
  return (
    <div role="status">
      <p>
        Restored, and seen restored, after <b class="number">{seconds(after)}</b>. In 2017 people needed 660
        s.
      </p>
      <div class="ours" style={{ width: `${ourPart * 100}%` }} />
      <SecondsOf2017 seconds={after} endsAt={ourPart} />
    </div>
  )
}

async function play(name: string): Promise<void> {
  playing.value = name
  outcome.value = undefined
  const started = await ask<{ runId: string }>('POST', `/v1/demo/incidents/${encodeURIComponent(name)}`, {
    body: {},
  })
  const run: Run = started.ok ? await endOf(started.body.runId) : { state: 'failed', says: started.says }
  playing.value = undefined
  outcome.value = { name, run }
}

/** Asks until the run is over. The demo itself bounds how long that can be. */
async function endOf(runId: string): Promise<Run> {
  for (let asked = 0; asked < asksMax; asked++) {
    const answer = await ask<Run>('GET', `/v1/demo/runs/${encodeURIComponent(runId)}`)
    if (answer.ok && answer.body.state !== 'running') return answer.body
    if (!answer.ok && answer.status !== 0) return { state: 'failed', says: answer.says }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs))
  }
  return { state: 'failed', says: 'it took longer than two minutes' }
}

const askEveryMs = 400
const asksMax = 300
