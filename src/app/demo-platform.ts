import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Demo, openDemo } from '../demo/demo.ts'
import { demoRoutes } from '../demo/routes.ts'
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
  begin(): void
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
    ratePerSecond: config.demoRate,
    dataFolder: config.data,
    append: (records) => log.append(config.changesTopic, records),
    log,
    codecs: veiledCodecs(codecs, edges.pseudonym),
    clock,
    notice,
  })
  opened.defer(() => demo.close())
  const platform = mapping?.platform
  if (platform?.authorizationFrom === undefined)
    throw new Error('the mapping of the demo names no authorization')
  return {
    plan: { ...plan, mapping: { ...mapping!, platform: { ...platform, baseUrl: demo.baseUrl } } },
    environment: { ...process.env, [platform.authorizationFrom]: demo.authorization },
    routes: (app, permit) => demoRoutes(app, demo, { permit, notice }),
    feedPast: (progress) => demo.feedPast(progress),
    begin: () => demo.begin(),
  }
}
