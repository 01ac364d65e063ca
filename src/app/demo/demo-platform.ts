import type { FastifyInstance, FastifyRequest } from 'fastify'
import { demoRoutes, type PlayableDemo } from '../../demo/routes.ts'
import { freshToken } from '../../demo/token.ts'
import type { Plan } from '../../plan.ts'
import type { Edges } from '../edges.ts'
import { sealIncident } from '../veiled.ts'
import { startPlatformThread } from './platform-thread.ts'

/** The simulated platform beside the program, and the plan with the address that it took. */
export interface DemoPlatform {
  readonly plan: Plan
  /** The environment, with what the account service wants in its `Authorization` header. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Rejects when the platform cannot go on. */
  readonly failed: Promise<never>
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
  const { notice, commandKey } = edges
  const { demo, ...thread } = startPlatformThread({ config, commandKey: commandKey.publicJwk }, edges)
  opened.defer(() => thread.close())
  const { baseUrl, authorization, hookSecret } = await demo.opened()
  const playable: PlayableDemo = {
    token: await freshToken(config.data),
    play: async (incident, options) =>
      sealIncident(await demo.play(incident, options), edges.policy.current().exclusions),
    ratePerSecond: demo.ratePerSecond,
    setRate: demo.setRate,
  }
  const platform = mapping?.platform
  if (platform?.authorizationFrom === undefined)
    throw new Error('the mapping of the demo names no authorization')
  return {
    plan: {
      ...plan,
      mapping: {
        ...mapping!,
        platform: { ...platform, baseUrl, way: config.demoWay, webhook: hook },
      },
    },
    environment: {
      ...process.env,
      [platform.authorizationFrom]: authorization,
      [hook.secretFrom]: hookSecret,
    },
    failed: thread.failed,
    routes: (app, permit) => demoRoutes(app, playable, { permit, notice }),
    feedPast: (progress) => thread.feedPast(progress),
    begin: (address) => demo.begin(config.demoAsks ? address : undefined),
  }
}

/** Where the demo takes commands that all come to one address. */
const hook = { url: '/commands', secretFrom: 'COUNTERMAND_DEMO_HOOK_SECRET' } as const
