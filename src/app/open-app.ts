import type { Plan } from '../plan.ts'
import { openDemoPlatform } from './demo/demo-platform.ts'
import { openEdges } from './edges.ts'
import { type FrontDoor, openFrontDoor, openHub } from './front-door.ts'
import { feedPast } from './past.ts'
import { openRecord } from './record.ts'
import { openRoles } from './roles.ts'

/** The running program. */
export interface Running extends FrontDoor {
  /** Rejects when a part cannot go on. */
  readonly failed: Promise<never>
  /** Lets what is in hand finish and closes everything, in the reverse order of its opening. */
  stop(): Promise<void>
}

/** The only place where the parts meet: edges first, then the roles on them, then the door to the outside. What
 *  was opened before a failure is closed again: nothing half-started stays. `say` takes lines for the person
 *  who started it. */
export async function openApp(plan: Plan, say: (line: string) => void): Promise<Running> {
  await using opened = new AsyncDisposableStack()
  const edges = await openEdges(plan, opened)
  const record = await openRecord(plan, edges, opened)
  const live = await openHub(plan, edges)
  const demo = plan.withDemo ? await openDemoPlatform(plan, edges, opened) : undefined
  const roles = await openRoles(demo?.plan ?? plan, edges, live, demo?.environment ?? process.env, opened)
  opened.defer(() => edges.endWaiting())
  if (demo !== undefined) await feedPast(demo, roles.behind, say)
  const door = await openFrontDoor(plan, edges, { ...roles, record }, live, demo, opened)
  await demo?.begin(door.address)
  const stack = opened.move()
  return {
    ...door,
    failed: Promise.race([
      record.failed,
      ...roles.all.map((role) => role.failed),
      ...(demo === undefined ? [] : [demo.failed]),
    ]),
    stop: () => stack.disposeAsync(),
  }
}
