import { join } from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Demo, openDemo } from '../demo/demo.ts'
import { askOverHttp, warmUp } from '../demo/platform/ask-first.ts'
import { demoRoutes } from '../demo/routes.ts'
import { demoSource } from '../demo/world/act.ts'
import { isContainment, openSignedCommand, openSignedContainment } from '../edges/platform/signed-command.ts'
import { secretFile } from '../edges/secret-file.ts'
import type { Plan } from '../plan.ts'
import type { Edges } from './edges.ts'
import { veiledCodecs } from './veiled.ts'

/** The simulated platform beside the program, and the plan with the address that it took. */
export interface DemoPlatform {
  readonly plan: Plan
  /** The environment, with what the account service wants in its `Authorization` header. */
  readonly environment: Readonly<Record<string, string | undefined>>
  routes(app: FastifyInstance, permit: (request: FastifyRequest) => boolean): void
  feedPast(progress: (done: number, all: number) => void): Promise<number>
  /** `address`: where Countermand can be asked before something is done. */
  begin(address: string): Promise<void>
}

export async function openDemoPlatform(
  plan: Plan,
  edges: Edges,
  opened: AsyncDisposableStack,
): Promise<DemoPlatform> {
  const { config, mapping } = plan
  const { clock, notice, log, codecs } = edges
  const demo: Demo = await openDemo({
    seed: config.demoSeed,
    platform: config.demoPlatform === 'versioned' ? 'versioned' : 'plain',
    isLate: config.demoPlatform === 'plain-late',
    ratePerSecond: config.demoRate,
    dataFolder: config.data,
    append: (records) => log.append(config.changesTopic, records),
    log,
    codecs: veiledCodecs(codecs, edges.pseudonym),
    clock,
    notice,
    ...(config.demoWay === 'topic' && { openCommand: openerOf(edges) }),
  })
  opened.defer(() => demo.close())
  const platform = mapping?.platform
  if (platform?.authorizationFrom === undefined)
    throw new Error('the mapping of the demo names no authorization')
  return {
    plan: {
      ...plan,
      mapping: {
        ...mapping!,
        platform: { ...platform, baseUrl: demo.baseUrl, way: config.demoWay, webhook: hook },
      },
    },
    environment: {
      ...process.env,
      [platform.authorizationFrom]: demo.authorization,
      [hook.secretFrom]: demo.hookSecret,
    },
    routes: (app, permit) => demoRoutes(app, demo, { permit, notice }),
    feedPast: (progress) => demo.feedPast(progress),
    async begin(address) {
      if (!config.demoAsks) return demo.begin()
      const secret = config.ingestSecret || (await secretFile(join(config.data, 'ingest.secret')))
      const ask = askOverHttp({ address, secret, now: () => clock.now() })
      await warmUp(ask, clock.now())
      demo.begin(ask)
    },
  }
}

/** Where the demo takes commands that all come to one address. */
const hook = { url: '/commands', secretFrom: 'COUNTERMAND_DEMO_HOOK_SECRET' } as const

function openerOf({ commandKey }: Edges) {
  const keys = { keys: [commandKey.publicJwk] }
  return (jws: string, seen: { recordKey: string | null; now: number }) => {
    const open = isContainment(jws) ? openSignedContainment : openSignedCommand
    return open(jws, { ...seen, keys, source: demoSource })
  }
}
