import { buildPage } from '../../src/console/page-build.ts'
import type { DigestRow } from '../../src/core/decision/digest.ts'
import type { Severity } from '../../src/core/policy/severity.ts'
import { openTestConsole } from './open-console.ts'
import { alertOn, changeBy, reversalOf } from './people-and-alerts.ts'

/** The console with a made-up stream, to look at: `node test/console/fake-feed.ts`, then open the link that it
 *  prints. Ends with Ctrl-C. */
export async function openFakeDesk() {
  const desk = await openTestConsole({
    features: { demo: true, simulated: true },
    pageFolder: await buildPage(),
    routes: (app) => {
      app.get('/v1/demo', () => ({ incidents: demoIncidents }))
      app.post('/v1/demo/incidents/:name', async (_request, reply) =>
        reply.code(202).send({ runId: 'run-1' }),
      )
      app.get('/v1/demo/runs/:runId', () => ({
        state: 'done',
        result: { secondsToConfirmed: 1.24, alerts: [] },
      }))
    },
  })
  const flow = makeUpStream()
  desk.live.changes(flow.rows(600))
  const timer = setInterval(() => desk.live.changes(flow.rows(3)), 150)
  await fillQueue(desk)
  return {
    ...desk,
    async close() {
      clearInterval(timer)
      await desk.close()
    },
  }
}

type Desk = Awaited<ReturnType<typeof openTestConsole>>

async function fillQueue({ cases, live }: Desk): Promise<void> {
  const now = Date.now()
  const main = alertOn(
    changeBy('d.keller', { occurredAt: now - 8_000, links: { report: 'https://tool.example/R-20771' } }),
  )
  const others = [
    plain('t.okafor', '@minister-of-health', 'change-email', 'high', 1140, 'approve', now - 240_000),
    plain('auto-spam-3', '@bakery-on-5th', 'suspend', 'medium', 730, 'observe', now - 900_000),
    plain('j.lindqvist', '@city-marathon', 'unverify', 'medium', 810, 'approve', now - 1_400_000),
    plain(
      'm.ferrari',
      '‮evil‬ <script>alert(1)</script> and a very long name that never seems to end, truly',
      'rename',
      'high',
      1250,
      'veto',
      now - 3_000_000,
    ),
    plain('s.haddad', '@regional-news', 'restrict', 'low', 320, 'observe', now - 5_000_000),
    plain('p.novak', '@small-choir', 'delete', 'info', 120, 'observe', now - 9_000_000),
  ]
  const many = Array.from({ length: 5 }, (_, index) =>
    plain(
      'r.mbeki',
      `@notable-${index + 1}`,
      'deactivate',
      'high',
      1090 + index * 7,
      'approve',
      now - 60_000 - index * 4_000,
    ),
  )
  await cases.takeAlerts([main, ...others, ...many], now)
  for (const state of ['authorised', 'intent', 'acked', 'confirmed'] as const) {
    const moved = reversalOf(main, state)
    await cases.takeReversals([moved], now)
    live.reversals([moved])
  }
  live.casesMoved()
}

function plain(
  actorId: string,
  handle: string,
  action: 'change-email' | 'suspend' | 'unverify' | 'rename' | 'restrict' | 'delete' | 'deactivate',
  severity: Severity,
  scoreCenti: number,
  mode: 'observe' | 'approve' | 'veto',
  occurredAt: number,
) {
  const change = changeBy(actorId, {
    action,
    occurredAt,
    account: { id: `acc-${handle.length}-${occurredAt % 977}`, handle },
  })
  const bars = alertOn(change).bars.slice(0, 1)
  const [prior] = bars
  if (prior === undefined) throw new Error('the example has no bars')
  const stakes = {
    ...prior,
    name: 'reach',
    axis: 'stakes',
    family: 'stakes',
    pointsCenti: 400,
    observed: '120,000 followers',
    expected: 'median 212',
  } as const
  const rest = {
    ...prior,
    name: 'tempo',
    family: 'pace',
    pointsCenti: scoreCenti - 400 + 600,
    observed: '14 acts in a minute',
    expected: '1 in 6 minutes',
  } as const
  return alertOn(change, {
    severity,
    mode,
    bars: [prior, rest, stakes],
    says: `${actorId} did "${action}" to ${handle} at fourteen times their usual pace.`,
    tier: 'notable',
    rules: [],
    countermeasure: action === 'change-email' || action === 'rename' ? 'protect' : 'restore',
  })
}

/** Routine: mostly low suspicion, stakes with a heavy tail; the same on every run. */
function makeUpStream() {
  let state = 7
  let made = 0
  const chance = () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state / 2 ** 31
  }
  const bell = () => (chance() + chance() + chance() + chance()) / 4 - 0.5
  const actions = ['suspend', 'restrict', 'unsuspend', 'lock', 'verify', 'reset-password'] as const
  const row = (): DigestRow => {
    made++
    const alerted = made % 170 === 0
    const suspicion = Math.round(alerted ? 500 + 900 * chance() : -260 + 700 * bell())
    const stakes = Math.round(alerted ? 300 + 800 * chance() : 60 - 190 * Math.log(1 - chance() * 0.999))
    const severity: Severity = alerted ? (suspicion + stakes > 1400 ? 'critical' : 'high') : 'info'
    const action = actions[Math.floor(chance() * actions.length)] ?? 'suspend'
    const actor =
      chance() < 0.7 ? `auto-spam-${1 + Math.floor(chance() * 4)}` : `staff-${1 + Math.floor(chance() * 60)}`
    const account = `acc-${Math.floor(chance() * 1e6)}`
    return [
      `e${made}`,
      Date.now(),
      action,
      actor,
      account,
      suspicion,
      Math.min(stakes, 1300),
      severity,
      alerted ? 1 : 0,
    ]
  }
  return { rows: (count: number) => Array.from({ length: count }, row) }
}

const demoIncidents = [
  [
    'last-day-2017',
    'A support contractor, in the last hour of the job, deactivates the account of a head of state with 44 million followers.',
  ],
  [
    'delayed-2017',
    'The same deactivation, asked for in the last minutes of the contract and carried out after it had ended.',
  ],
  ['tools-2020', 'Four hijacked staff credentials act on 130 notable accounts in an evening.'],
  ['mass-mistake', 'An honest mistake hits 69 accounts within three minutes.'],
  ['rogue-return', 'Somebody long silent comes back and acts on eight notable targets.'],
  [
    'lock-down',
    'The defender locks hundreds of verified accounts, ticketed and approved: nothing is undone.',
  ],
].map(([name, says]) => ({ name, says }))

if (import.meta.main) {
  const desk = await openFakeDesk()
  console.log(desk.server.signInLink())
  process.once('SIGINT', () => void desk.close().then(() => process.exit(0)))
}
