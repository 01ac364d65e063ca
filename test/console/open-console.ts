import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { consoleSwitch } from '../../src/app/console-switch.ts'
import { revealHands, veiledBounding, veiledCases, veiledHub } from '../../src/app/veiled.ts'
import type { Bounding } from '../../src/console/http/limit-routes.ts'
import {
  type ConsoleServer,
  type ConsoleServerNeeds,
  openConsoleServer,
} from '../../src/console/http/server.ts'
import { type LiveHub, openLiveHub } from '../../src/console/live/hub.ts'
import type { LiveLimits } from '../../src/console/live/limits.ts'
import type { Sealable } from '../../src/core/case/seal.ts'
import type { Pseudonym } from '../../src/core/case/veil.ts'
import { budgetDefaults, budgetsFor } from '../../src/core/reversal/budgets.ts'
import type { Doubt } from '../../src/core/reversal/doubts.ts'
import { openPseudonyms } from '../../src/edges/pseudonyms.ts'
import { sealingKey } from '../../src/edges/sealing-key.ts'
import { isSecret } from '../../src/edges/secret-hash.ts'
import { openAudit } from '../../src/edges/store/audit.ts'
import { openCases } from '../../src/edges/store/cases.ts'
import { type Database, openDatabase } from '../../src/edges/store/database.ts'
import { openDeliveries } from '../../src/edges/store/deliveries.ts'
import { openLedger } from '../../src/edges/store/ledger.ts'
import { openLimits } from '../../src/edges/store/limits.ts'
import { openOutbox } from '../../src/edges/store/outbox.ts'
import { openPeople } from '../../src/edges/store/people.ts'
import { openPreauthorisations } from '../../src/edges/store/preauthorisations.ts'
import { openQuestions } from '../../src/edges/store/questions.ts'
import { openSessions } from '../../src/edges/store/sessions.ts'
import type { Audit } from '../../src/ports/audit.ts'
import type { Cases } from '../../src/ports/cases.ts'
import type { Check, Questions } from '../../src/ports/checks.ts'
import type { Limits } from '../../src/ports/limits.ts'
import type { Notice } from '../../src/ports/notice.ts'
import type { Outbox } from '../../src/ports/outbox.ts'
import type { People } from '../../src/ports/people.ts'
import type { Preauthorisations } from '../../src/ports/preauthorisations.ts'

/** A console on a free port of the loopback with a SQLite store of its own: everything real but the log. */
export async function openTestConsole(over: TestConsoleNeeds = {}): Promise<TestConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'countermand-console-'))
  const database = over.database ?? (await openDatabase(join(folder, 'store.sqlite')))
  const cases = openCases(database)
  const outbox = openOutbox(database)
  const pseudonym = openPseudonyms('a key that only this test knows')
  const preauthorisations = openPreauthorisations(database, await sealingKey(join(folder, 'intended.key')))
  const audit = openAudit(database)
  const people = openPeople(database)
  await over.before?.(cases)
  const notices: Notice[] = []
  const notice = (said: Notice) => void notices.push(said)
  // What tests move is moved on both hands of the clock.
  const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs, monotonicMs: () => performance.now() }
  const sealable = () => over.exclusions ?? []
  const shownCases = over.veiled === true ? veiledCases(cases, pseudonym, sealable) : cases
  const hub = await openLiveHub({
    cases: shownCases,
    clock,
    notice,
    features: over.features ?? { demo: false, simulated: false },
    policyLines: () => policyLines,
    ...(over.limits === undefined ? {} : { limits: over.limits }),
  })
  const live = over.veiled === true ? veiledHub(hub, pseudonym, sealable) : hub
  const page = join(folder, 'page')
  const limits = openLimits(database)
  const killSwitch = over.killSwitch ?? consoleSwitch({ ledger: openLedger(database, clock), notice }, folder)
  const bounding: Bounding = {
    closeBreaker: (act) => limits.closeBreaker(act),
    endDemotion: (scope, act) => limits.endDemotion(scope, act),
    read: async () => ({
      killSwitch: await killSwitch.read(),
      breaker: await limits.breaker(),
      budgets: await limits.budgets(
        budgetsFor(budgetDefaults, { source: '', actorId: '', rules: ['last-hour-on-protected'] }),
        clock.now(),
      ),
      demotions: (await limits.demotions()).filter(({ steps }) => steps > 0),
      doubts: over.doubts ?? [],
      asked: await limits.asked(clock.now()),
    }),
  }
  const server = await openConsoleServer({
    host: '127.0.0.1',
    port: 0,
    origins: [],
    pageFolder: over.pageFolder ?? smallPage(page),
    cases: shownCases,
    sessions: openSessions(database),
    people,
    isSecret,
    linkStays: over.linkStays ?? true,
    audit,
    ownTeam: () => over.ownTeam ?? 'allow',
    pseudonym,
    reveal: (caseId, reader) => revealHands(cases, pseudonym, caseId, reader),
    able: () => over.able ?? [],
    containing: () => over.containing ?? { sources: [], approvers: 2 },
    live,
    operation: {
      unready: () => [],
      tables: () => [],
      record: () => [],
      commandKey: { kty: 'OKP', crv: 'Ed25519', x: 'public', kid: 'test' },
      metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'countermand_up 1\n' }),
    },
    killSwitch,
    bounding: over.veiled === true ? veiledBounding(bounding, pseudonym) : bounding,
    authors: () => over.authors ?? {},
    preauthorisations,
    ...(over.sources !== undefined && { sources: over.sources }),
    changes: {
      secrets: [testSecret],
      deliveries: openDeliveries(database),
      readChange: () => {
        throw new Error('this test sends no changes')
      },
      append: () => Promise.reject(new Error('this test sends no changes')),
      ...over.changes,
    },
    questions: over.store?.(openQuestions(database)) ?? openQuestions(database),
    sealable,
    storeMsMax: over.storeMsMax ?? 10_000,
    ...(over.check !== undefined && { check: over.check }),
    wrote: () => {},
    clock,
    notice,
    ...(over.routes === undefined ? {} : { routes: over.routes }),
  })
  return {
    server,
    address: server.address,
    cases,
    outbox,
    preauthorisations,
    limits,
    database,
    audit,
    people,
    live,
    notices,
    clock,
    pseudonym,
    async close() {
      await server.close()
      if (over.database === undefined) await database.destroy()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export interface TestConsoleNeeds {
  /** Runs before anything looks at the store. */
  readonly before?: (cases: Cases) => Promise<void>
  readonly features?: { readonly demo: boolean; readonly simulated: boolean }
  readonly limits?: Partial<LiveLimits>
  readonly linkStays?: boolean
  /** With staff under pseudonyms, as the program shows them. */
  readonly veiled?: boolean
  /** What the policy excludes, where staff are veiled. */
  readonly exclusions?: readonly Sealable[]
  readonly ownTeam?: 'allow' | 'refuse'
  readonly sources?: readonly string[]
  readonly authors?: Readonly<Record<string, string>>
  readonly able?: ReturnType<ConsoleServerNeeds['able']>
  readonly containing?: ReturnType<ConsoleServerNeeds['containing']>
  readonly doubts?: readonly Doubt[]
  /** A store that somebody else opened, and closes. */
  readonly database?: Database
  readonly killSwitch?: ConsoleServerNeeds['killSwitch']
  readonly pageFolder?: string
  readonly changes?: Partial<ConsoleServerNeeds['changes']>
  readonly check?: Check
  readonly storeMsMax?: number
  /** The store of questions, as it is to behave. */
  readonly store?: (questions: Questions) => Questions
  readonly routes?: NonNullable<ConsoleServerNeeds['routes']>
}

export interface TestConsole {
  readonly server: ConsoleServer
  readonly address: string
  readonly cases: Cases
  readonly outbox: Outbox
  readonly preauthorisations: Preauthorisations
  readonly limits: Limits
  readonly database: Database
  readonly audit: Audit
  readonly people: People
  readonly live: LiveHub
  readonly notices: readonly Notice[]
  readonly clock: { aheadMs: number; now(): number }
  /** By which members of staff are known on it. */
  readonly pseudonym: Pseudonym
  close(): Promise<void>
}

export const testSecret = `whsec_${Buffer.from('a secret that only this test knows').toString('base64')}`

const policyLines = {
  policy: '4f0a91c2b7de',
  calibration: 'not yet calibrated on your history',
  bandsCenti: { low: 200, medium: 600, high: 1000, critical: 1400 },
  alertAtCenti: { suspicion: 100, score: 600 },
}

function smallPage(folder: string): string {
  rmSync(folder, { recursive: true, force: true })
  const assets = join(folder, 'assets')
  mkdirSync(assets, { recursive: true })
  writeFileSync(join(folder, 'page.html'), '<!doctype html><title>Countermand</title>')
  writeFileSync(join(assets, 'page-1a2b.js'), 'export {}')
  return folder
}

/** Signs in by a fresh link and gives the cookie. */
export async function signIn({ address, server }: Pick<TestConsole, 'address' | 'server'>): Promise<string> {
  const key = server.signInLink().split('#key=')[1]
  const answer = await fetch(`${address}/v1/session`, {
    method: 'POST',
    headers: { origin: address, 'content-type': 'application/json' },
    body: JSON.stringify({ key }),
  })
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
}
