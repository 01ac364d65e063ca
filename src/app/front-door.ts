import { join } from 'node:path'
import type { Bounding } from '../console/http/limit-routes.ts'
import { openOperationServer } from '../console/http/operation-server.ts'
import { openConsoleServer } from '../console/http/server.ts'
import type { KillSwitch } from '../console/http/switch-routes.ts'
import { type LiveHub, openLiveHub } from '../console/live/hub.ts'
import { buildPage } from '../console/page-build.ts'
import type { Able } from '../core/case/undo-by-person.ts'
import { actions } from '../core/change/actions.ts'
import { calibrationSays } from '../core/policy/policy-fit.ts'
import { budgetsFor } from '../core/reversal/budgets.ts'
import { containBudget } from '../core/reversal/contain.ts'
import { secretFile } from '../edges/secret-file.ts'
import { isSecret } from '../edges/secret-hash.ts'
import { openDeliveries } from '../edges/store/deliveries.ts'
import { openPeople } from '../edges/store/people.ts'
import { openQuestions } from '../edges/store/questions.ts'
import { openSessions } from '../edges/store/sessions.ts'
import type { Plan } from '../plan.ts'
import type { AuditSeals } from '../roles/audit-seals.ts'
import { consoleSwitch } from './console-switch.ts'
import type { DemoPlatform } from './demo/demo-platform.ts'
import type { Edges } from './edges.ts'
import type { Roles } from './roles.ts'
import { revealHands, type SealableNow, veiledBounding, veiledCases, veiledHub } from './veiled.ts'

/** What listens: the console with its page where this instance has that role, else health and metrics alone. */
export interface FrontDoor {
  /** `http://127.0.0.1:7411` */
  readonly address: string
  /** An address that signs in whoever opens it first, where there is a console. */
  signInLink(): string | undefined
}

export async function openHub(plan: Plan, edges: Edges): Promise<LiveHub> {
  const hub = await openLiveHub({
    cases: veiledCases(edges.cases, edges.pseudonym, sealableOf(edges)),
    clock: edges.clock,
    notice: edges.notice,
    features: { demo: plan.withDemo, simulated: plan.withDemo },
    policyLines: () => {
      const { id, bands, alertAt, fitted } = edges.policy.current()
      return {
        policy: id,
        calibration: calibrationSays(fitted),
        bandsCenti: bands,
        alertAtCenti: { suspicion: alertAt.suspicionCenti, score: alertAt.scoreCenti },
      }
    },
  })
  return veiledHub(hub, edges.pseudonym, sealableOf(edges))
}

function sealableOf({ policy }: Edges): SealableNow {
  return () => policy.current().exclusions
}

export async function openFrontDoor(
  plan: Plan,
  edges: Edges,
  roles: Roles & { readonly record: Pick<AuditSeals, 'troubles'> },
  live: LiveHub,
  demo: DemoPlatform | undefined,
  opened: AsyncDisposableStack,
): Promise<FrontDoor> {
  const { config } = plan
  const { clock, notice, telemetry } = edges
  const operation = {
    unready: () => roles.all.flatMap((role) => role.unready() ?? []),
    tables: roles.tables,
    record: roles.record.troubles,
    commandKey: edges.commandKey.publicJwk,
    metrics: async () => ({ contentType: telemetry.contentType, text: await telemetry.metrics() }),
  }
  const place = { host: config.host, port: config.port }
  if (!config.roles.includes('console')) {
    const server = await openOperationServer({ ...place, operation })
    opened.defer(() => server.close())
    return { address: server.address, signInLink: () => undefined }
  }

  const reader = edges.openReader(plan.mapping)
  const killSwitch = consoleSwitch(edges, config.data)
  const server = await openConsoleServer({
    ...place,
    origins: config.origins,
    pageFolder: await buildPage(),
    cases: veiledCases(edges.cases, edges.pseudonym, sealableOf(edges)),
    pseudonym: edges.pseudonym,
    reveal: (caseId, reader) => revealHands(edges.cases, edges.pseudonym, caseId, reader),
    sessions: openSessions(edges.database),
    people: openPeople(edges.database),
    isSecret,
    linkStays: plan.withDemo,
    audit: edges.audit,
    ownTeam: () => edges.policy.current().ownTeam,
    authors: () =>
      Object.fromEntries(
        edges.policy
          .current()
          .rules.flatMap(({ name, author }) => (author === undefined ? [] : [[name, author]])),
      ),
    containing: () => ({
      sources: plan.mapping?.platform?.contain === undefined ? [] : [plan.mapping.source],
      approvers: edges.policy.current().contain.approvers,
    }),
    able: () => ableOf(plan),
    live,
    operation,
    killSwitch,
    bounding: veiledBounding(
      boundingOf(edges, killSwitch, roles, plan.mapping?.platform?.contain !== undefined),
      edges.pseudonym,
    ),
    preauthorisations: edges.preauthorisations,
    ...(plan.mapping !== undefined && { sources: [plan.mapping.source] }),
    changes: {
      secrets: [config.ingestSecret || (await secretFile(join(config.data, 'ingest.secret')))],
      deliveries: openDeliveries(edges.database),
      readChange: (value) => reader.read(value),
      append: (records) => edges.log.append(config.changesTopic, records),
    },
    check: roles.check,
    questions: openQuestions(edges.database),
    sealable: sealableOf(edges),
    wrote: roles.wrote,
    clock,
    notice,
    ...(demo !== undefined && { routes: demo.routes }),
  })
  opened.defer(() => server.close())
  return { address: server.address, signInLink: () => server.signInLink() }
}

/** What people may ask of the platform. */
function ableOf({ mapping }: Plan): readonly Able[] {
  if (mapping?.platform === undefined) return []
  const { calls, preserve } = mapping.platform
  const named = actions.filter((action) => calls[action] !== undefined)
  return [{ source: mapping.source, preserves: preserve !== undefined, actions: named }]
}

/** What bounds the machine. An actor's budget is asked for by its form: whose are spent, the store knows. */
function boundingOf(
  { limits, policy, clock }: Edges,
  killSwitch: KillSwitch,
  roles: Pick<Roles, 'doubts'>,
  canContain: boolean,
): Bounding {
  return {
    closeBreaker: (act) => limits.closeBreaker(act),
    endDemotion: (scope, act) => limits.endDemotion(scope, act),
    async read() {
      const { budgets, contain, rules } = policy.current()
      const names = rules.map(({ name }) => name)
      const drawn = budgetsFor(budgets, { source: '', actorId: '', rules: names })
      const now = clock.now()
      return {
        killSwitch: await killSwitch.read(),
        breaker: await limits.breaker(),
        budgets: await limits.budgets(canContain ? [...drawn, containBudget(contain)] : drawn, now),
        demotions: (await limits.demotions()).filter(({ steps }) => steps > 0),
        doubts: roles.doubts(),
        asked: await limits.asked(now),
      }
    },
  }
}
