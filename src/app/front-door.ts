import { buildPage } from '../console/page-build.ts'
import { openConsoleServer } from '../console/http/server.ts'
import { openOperationServer } from '../console/http/operation-server.ts'
import { type LiveHub, openLiveHub } from '../console/live/hub.ts'
import { openCases } from '../edges/store/cases.ts'
import { openDeliveries } from '../edges/store/deliveries.ts'
import { openLedger } from '../edges/store/ledger.ts'
import { openSessions } from '../edges/store/sessions.ts'
import { secretFile } from '../edges/secret-file.ts'
import { join } from 'node:path'
import type { Plan } from '../plan.ts'
import type { Edges } from './edges.ts'
import type { Roles } from './roles.ts'
import type { DemoPlatform } from './demo-platform.ts'

/** What listens: the console with its page where this instance has that role, else health and metrics alone. */
export interface FrontDoor {
  /** `http://127.0.0.1:7411` */
  readonly address: string
  /** An address that signs in whoever opens it first, where there is a console. */
  signInLink(): string | undefined
}

export async function openHub(plan: Plan, edges: Edges): Promise<LiveHub> {
  return openLiveHub({
    cases: openCases(edges.database),
    clock: edges.clock,
    notice: edges.notice,
    features: { demo: plan.withDemo, simulated: plan.withDemo },
    policyLines: () => {
      const { bands, alertAt } = edges.policy.current()
      return { bandsCenti: bands, alertAtCenti: { suspicion: alertAt.suspicionCenti, score: alertAt.scoreCenti } }
    },
  })
}

export async function openFrontDoor(
  plan: Plan,
  edges: Edges,
  roles: Roles,
  live: LiveHub,
  demo: DemoPlatform | undefined,
  opened: AsyncDisposableStack,
): Promise<FrontDoor> {
  const { config } = plan
  const { clock, notice, telemetry } = edges
  const operation = {
    unready: () => roles.all.flatMap((role) => role.unready() ?? []),
    metrics: async () => ({ contentType: telemetry.contentType, text: await telemetry.metrics() }),
  }
  const place = { host: config.host, port: config.port }
  if (!config.roles.includes('console')) {
    const server = await openOperationServer({ ...place, operation })
    opened.defer(() => server.close())
    return { address: server.address, signInLink: () => undefined }
  }

  const ledger = openLedger(edges.database, clock)
  const server = await openConsoleServer({
    ...place,
    pageFolder: await buildPage(),
    cases: openCases(edges.database),
    sessions: openSessions(edges.database),
    live,
    operation,
    killSwitch: killSwitchOf(ledger),
    changes: {
      secrets: [config.ingestSecret || (await secretFile(join(config.data, 'ingest.secret')))],
      deliveries: openDeliveries(edges.database),
      readChange: (value) => ingestReader.read(value),
      append: (records) => edges.log.append(config.changesTopic, records),
    },
    wrote: roles.wrote,
    clock,
    notice,
    ...(demo !== undefined && { routes: demo.routes }),
  })
  opened.defer(() => server.close())
  return { address: server.address, signInLink: () => server.signInLink() }
}
