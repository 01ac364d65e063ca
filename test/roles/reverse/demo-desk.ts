import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountChange } from '../../../src/core/change/account-change.ts'
import type { PlatformSpec } from '../../../src/core/change/platform-spec.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { demotionDefaults } from '../../../src/core/reversal/demotion.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import {
  type AccountBook,
  openAccountBook,
  type PlatformKind,
} from '../../../src/demo/platform/account-book.ts'
import { type AccountServer, openAccountServer } from '../../../src/demo/platform/account-server.ts'
import type { Act } from '../../../src/demo/world/act.ts'
import { isMapping, loadMapping } from '../../../src/edges/files/mapping-file.ts'
import { schemasFolder } from '../../../src/edges/files/shipped.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { openHttpPlatform } from '../../../src/edges/platform/http-platform.ts'
import { openDatabase } from '../../../src/edges/store/database.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import type { ConfiguredPlatform } from '../../../src/ports/platform.ts'
import { ownTopics, topicSpecs } from '../../../src/ports/topics.ts'
import { type ReverseSettings, reverseDefaults } from '../../../src/roles/reverse/edges.ts'
import { startReverse } from '../../../src/roles/reverse.ts'
import { anAlert } from './examples.ts'
import { noOtherSwitches, unwatched } from './unwatched.ts'

/** The reverse role between the real things and the demo's account service, as its mapping file says: for tests
 *  in which the platform itself misbehaves. */
export interface DemoDesk {
  readonly book: AccountBook
  readonly server: AccountServer
  /** Every change that the platform told, in order. */
  readonly changes: AccountChange[]
  /** Where each reversal stands, by its id. */
  readonly reversals: ReadonlyMap<string, Reversal>
  /** All states that each reversal went through. */
  readonly history: readonly Reversal[]
  readonly alerts: readonly Alert[]
  /** Told of each state, as it comes. */
  onReversal(tell: (reversal: Reversal) => void): void
  /** Somebody suspends the account, and it is alerted. */
  suspended(accountId: string, actorId?: string): Promise<Alert>
  close(): Promise<void>
}

export interface DemoDeskOptions {
  readonly kind: PlatformKind
  readonly seed: number
  readonly settings?: Partial<ReverseSettings>
  readonly spec?: Partial<PlatformSpec>
  readonly wrapPlatform?: (platform: ConfiguredPlatform) => ConfiguredPlatform
}

export const demoClock = { now: () => Date.now(), monotonicMs: () => performance.now() }
const plenty = 10_000_000

export async function openDemoDesk(options: DemoDeskOptions): Promise<DemoDesk> {
  const { kind, seed, settings, spec, wrapPlatform = (platform) => platform } = options
  const folder = mkdtempSync(join(tmpdir(), 'countermand-demo-desk-'))
  const changes: AccountChange[] = []
  const book = openAccountBook({
    seed,
    kind,
    path: ':memory:',
    append: async (records) => void changes.push(...records.map(({ value }) => JSON.parse(String(value)))),
    notice: () => {},
  })
  const server = await openAccountServer({ book, clock: demoClock, seed, kind })
  const log = await openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice: () => {} })
  await log.createTopics(topicSpecs({ changes: 2, accounts: 4 }, 86_400_000))
  const database = await openDatabase(join(folder, 'store.sqlite'))
  const reversals = new Map<string, Reversal>()
  const history: Reversal[] = []
  const alerts: Alert[] = []
  let tell: (reversal: Reversal) => void = () => {}
  const tail = await log.tail([ownTopics.reversals.name, ownTopics.alerts.name], (records) => {
    for (const { topic, value } of records) {
      const message: unknown = JSON.parse(String(value))
      if (topic === ownTopics.alerts.name) alerts.push(message as Alert)
      else {
        const reversal = message as Reversal
        history.push(reversal)
        tell(reversal)
        const known = reversals.get(reversal.reversalId)
        if (known === undefined || known.version < reversal.version)
          reversals.set(reversal.reversalId, reversal)
      }
    }
  })
  const platform = openHttpPlatform(
    { ...(await specOf(kind)), baseUrl: server.baseUrl, ...spec },
    demoClock,
    {
      COUNTERMAND_DEMO_AUTHORIZATION: `Bearer ${server.token}`,
    },
  )
  const codec = { encode: asBytes, decode: (value: Buffer) => JSON.parse(String(value)) }
  const budgets = {
    perMinute: plenty,
    perHour: plenty,
    perActorPerHour: plenty,
    perRulePerHour: plenty,
    protectedReservePerMinute: 0,
  }
  const role = await startReverse(
    {
      log,
      codecs: { alert: codec, reversal: codec },
      ledger: openLedger(database, demoClock),
      platforms: new Map([['demo', wrapPlatform(platform)]]),
      policy: {
        current: () => ({
          ceiling: 'auto',
          tiers: [{ name: 'protected' }],
          exclusions: [],
          budgets,
          demotion: demotionDefaults,
        }),
      },
      clock: demoClock,
      notice: () => {},
      otherSwitches: noOtherSwitches,
      watch: unwatched,
      suspects: { asOf: () => ({ has: () => false, hadBefore: () => false }) },
    },
    { ...reverseDefaults, ceiling: 'auto', ...settings },
  )
  let acts = 0

  return {
    book,
    server,
    changes,
    reversals,
    history,
    alerts,
    onReversal: (told) => {
      tell = told
    },
    async suspended(accountId, actorId = 'contractor-1') {
      const [change] = await book.perform([staffAct('suspend', accountId, actorId, `cause-${acts++}`)])
      if (change === undefined) throw new Error(`${accountId} could not be suspended`)
      const alert = anAlert(change)
      await log.append(ownTopics.alerts.name, [{ key: accountId, value: asBytes(alert) }])
      return alert
    },
    async close() {
      await role.stop()
      await tail.stop()
      await log.close()
      await database.destroy()
      await server.close()
      await book.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export function staffAct(
  action: Act['action'],
  accountId: string,
  actorId: string,
  eventId: string,
  kind: Act['actor']['kind'] = 'contractor',
): Act {
  return { eventId, occurredAt: Date.now(), action, accountId, actor: { id: actorId, kind } }
}

async function specOf(kind: PlatformKind): Promise<PlatformSpec> {
  const file = kind === 'plain' ? 'demo-plain.yaml' : 'demo.yaml'
  const mapping = await loadMapping(join(schemasFolder, 'mappings', file))
  if (!isMapping(mapping) || mapping.platform === undefined) throw new Error(`${file} is faulty`)
  return mapping.platform
}

function asBytes(message: unknown): Buffer {
  return Buffer.from(JSON.stringify(message))
}
