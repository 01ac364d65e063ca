import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PlatformSpec, platformDefaults } from '../../../src/core/change/platform-spec.ts'
import type { Alert } from '../../../src/core/decision/alert.ts'
import { budgetDefaults } from '../../../src/core/reversal/budgets.ts'
import { demotionDefaults } from '../../../src/core/reversal/demotion.ts'
import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import type { ReversalPolicy } from '../../../src/core/reversal/reversal-policy.ts'
import type { Sighting } from '../../../src/core/reversal/sighting.ts'
import { openEmbeddedLog } from '../../../src/edges/log/embedded/embedded-log.ts'
import { openHttpPlatform } from '../../../src/edges/platform/http-platform.ts'
import { readStopFile } from '../../../src/edges/stop-file.ts'
import { openContainments } from '../../../src/edges/store/containments.ts'
import { type Database, openDatabase } from '../../../src/edges/store/database.ts'
import { openLedger } from '../../../src/edges/store/ledger.ts'
import { openLimits } from '../../../src/edges/store/limits.ts'
import { openSwitchKey } from '../../../src/edges/switch-key.ts'
import { EdgeError } from '../../../src/ports/edge-error.ts'
import type { Ledger } from '../../../src/ports/ledger.ts'
import type { Limits } from '../../../src/ports/limits.ts'
import type { Log } from '../../../src/ports/log.ts'
import type { MessageCodec } from '../../../src/ports/message-codec.ts'
import type { Notice } from '../../../src/ports/notice.ts'
import type { ConfiguredPlatform } from '../../../src/ports/platform.ts'
import type { Role } from '../../../src/ports/role.ts'
import { ownTopics, topicSpecs } from '../../../src/ports/topics.ts'
import { type MachineWatchNeeds, startMachineWatch } from '../../../src/roles/machine-watch.ts'
import { type ReverseEdges, type ReverseSettings, reverseDefaults } from '../../../src/roles/reverse/edges.ts'
import { startReverse } from '../../../src/roles/reverse.ts'
import { startSuspects } from '../../../src/roles/suspects.ts'
import { startSwitchRecords } from '../../../src/roles/switch-records.ts'
import { type AccountServer, startAccountServer } from './account-server.ts'
import { aChange, anAlert } from './examples.ts'
import { unwatched } from './unwatched.ts'

/** The reverse role between the real things: the embedded log, the store on disk, a platform over HTTP. What
 *  came out of it is read from the log, as everybody else reads it. */
export interface Desk {
  readonly server: AccountServer
  readonly ledger: Ledger
  readonly limits: Limits
  readonly database: Database
  log: Log
  /** The data folder: where the file STOP would lie. */
  readonly folder: string
  /** Ids of actors with a grave open case. */
  readonly suspected: Set<string>
  readonly notices: Notice[]
  readonly reversals: Reversal[]
  readonly alerts: Alert[]
  policy: ReversalPolicy
  start(): Promise<void>
  stop(): Promise<void>
  /** Ends all and starts anew on the same files, as after the process and its log were away. */
  reopen(): Promise<void>
  /** A second installation on the same log and platform with a group of its own, and with the same store or one of
   *  its own. */
  another(group: string, ownStore?: Database): Promise<Role>
  /** Ends the role as a crash would, as far as the ledger can tell: nothing more is written from now on. */
  die(): void
  /** The account's owner is active; then somebody deactivates it, and it is alerted. */
  deactivated(accountId: string, part?: DeactivatedPart): Promise<Alert>
  sight(sighting: Sighting): Promise<void>
  /** Time passes on the server. */
  ahead(ms: number): void
  instruct(instruction: Instruction): Promise<void>
  /** Asks until it is there; throws with the last answer when it is not in time. */
  until<T>(ask: () => T | undefined | false | Promise<T | undefined | false>, ms?: number): Promise<T>
  states(alertId: string): string[]
  close(): Promise<void>
}

export type DeactivatedPart = Partial<Alert> & {
  actorId?: string
  actorTeam?: string
  ageMs?: number
  causedBy?: string
}

export interface DeskOptions {
  readonly settings?: Partial<ReverseSettings>
  readonly spec?: Partial<PlatformSpec>
  /** With breaker, demotion and doubts, as in the program; else they are left out, for tests of other things. */
  readonly watched?: boolean
  /** Suspects come from the alerts on the log, as in the program; else they are those of `suspected`. */
  readonly readsSuspects?: boolean
  readonly inDoubt?: MachineWatchNeeds['inDoubt']
  /** Stands between the role and the log. */
  readonly wrapLog?: (log: Log) => Log
  /** Ends the process where it throws: call `die` first. */
  readonly atPoint?: ReverseEdges['atPoint']
  readonly preauthorisations?: ReverseEdges['preauthorisations']
  /** Stands between the role and the ledger. */
  readonly wrapLedger?: (ledger: Ledger) => Ledger
  readonly wrapPlatform?: (platform: ConfiguredPlatform) => ConfiguredPlatform
}

/** What records of the kill switch are signed with here. */
export const switchSecret = `whsec_${Buffer.from('a secret of the tests, 32 bytes.').toString('base64')}`
const switchKey = openSwitchKey(switchSecret)

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const time = { aheadMs: 0 }
  const clock = { now: () => Date.now() + time.aheadMs, monotonicMs: () => performance.now() }
  const folder = mkdtempSync(join(tmpdir(), 'countermand-reverse-'))
  const server = await startAccountServer()
  const notices: Notice[] = []
  const notice = (one: Notice) => void notices.push(one)
  const openLog = () => openEmbeddedLog({ path: join(folder, 'log.sqlite'), notice })
  const log = await openLog()
  await log.createTopics(topicSpecs({ changes: 2, accounts: 2 }, 86_400_000))
  const database = await openDatabase(join(folder, 'store.sqlite'))
  const reversals: Reversal[] = []
  const alerts: Alert[] = []
  const follow = (log: Log) =>
    log.tail([ownTopics.reversals.name, ownTopics.alerts.name], (records) => {
      for (const { topic, value } of records) {
        if (value === null) continue
        if (topic === ownTopics.alerts.name) alerts.push(asJson<Alert>().decode(value) as Alert)
        else reversals.push(asJson<Reversal>().decode(value) as Reversal)
      }
    })
  let tail = await follow(log)
  const limits = openLimits(database)
  const beside: { stop(): Promise<void> }[] = []
  let role: Role | undefined
  let life = { dead: false }

  async function startRole(log: Log, mine: { dead: boolean }, store = database): Promise<Role> {
    const ledger = openLedger(store, clock)
    const codecs = { alert: asJson<Alert>(), reversal: asJson<Reversal>() }
    const policy = { current: () => desk.policy }
    const records = await startSwitchRecords({ log, ledger, clock, notice, verify: switchKey.verify })
    const otherSwitches = {
      read: async () => [
        { way: 'file' as const, standing: readStopFile(folder) },
        { way: 'record' as const, standing: records.standing() },
      ],
    }
    const watch = options.watched
      ? await startMachineWatch({
          log,
          codecs,
          ledger,
          limits,
          otherSwitches,
          policy,
          clock,
          notice,
          inDoubt: () => options.inDoubt?.() ?? { staleFeeds: [], policyFaults: [] },
        })
      : unwatched
    const readSuspects = options.readsSuspects ? await startSuspects({ log, codecs, notice }) : undefined
    beside.push(records, watch, ...(readSuspects === undefined ? [] : [readSuspects]))
    const platform = openHttpPlatform({ ...specFor(server.url), ...options.spec }, clock, {})
    const wrapped = options.wrapPlatform?.(platform) ?? platform
    return startReverse(
      {
        log: mortalLog(log, mine),
        codecs,
        ledger: mortal(options.wrapLedger?.(ledger) ?? ledger, mine),
        platforms: new Map([['demo', mortalPlatform(wrapped, mine)]]),
        policy,
        containments: openContainments(database),
        ...(options.atPoint === undefined ? {} : { atPoint: options.atPoint }),
        ...(options.preauthorisations === undefined ? {} : { preauthorisations: options.preauthorisations }),
        clock,
        notice,
        otherSwitches,
        watch,
        suspects: readSuspects?.suspects ?? {
          asOf: () => ({
            has: (_, actorId) => desk.suspected.has(actorId),
            hadBefore: (_, actorId) => desk.suspected.has(actorId),
          }),
        },
      },
      { ...reverseDefaults, ceiling: 'auto', ...options.settings },
    )
  }

  const desk: Desk = {
    server,
    ahead: (ms) => void (time.aheadMs += ms),
    log,
    folder,
    limits,
    database,
    suspected: new Set(),
    ledger: openLedger(database, clock),
    notices,
    reversals,
    alerts,
    policy: {
      ceiling: 'auto',
      tiers: [{ name: 'protected' }, { name: 'everyone' }],
      exclusions: [
        { name: 'child-safety', holds: new Set(['child-safety']), preserve: true, sealed: false },
        { name: 'erasure', holds: new Set(['erasure']), preserve: false, sealed: false },
      ],
      budgets: budgetDefaults,
      demotion: demotionDefaults,
    },
    async start() {
      const mine = { dead: false }
      life = mine
      role = await startRole(options.wrapLog?.(desk.log) ?? desk.log, mine)
    },
    async reopen() {
      await desk.stop()
      await tail.stop()
      await desk.log.close()
      desk.log = await openLog()
      tail = await follow(desk.log)
      await desk.start()
    },
    another: (group, ownStore) =>
      startRole(
        { ...desk.log, join: (subscription) => desk.log.join({ ...subscription, group }) },
        { dead: false },
        ownStore,
      ),
    async stop() {
      await role?.stop()
      role = undefined
      for (const one of beside.splice(0).toReversed()) await one.stop()
    },
    die() {
      life.dead = true
    },
    async deactivated(accountId, part = {}) {
      const { actorId = 'contractor-1', actorTeam, ageMs = 0, causedBy, change: _change, ...rest } = part
      server.change(accountId, 'active', 'owner')
      const account = server.change(accountId, 'deactivated', actorId)
      const base = aChange({ eventId: `${accountId}/${account.version}` })
      const change = {
        ...base,
        occurredAt: Date.now() - ageMs,
        account: { ...base.account, id: accountId, version: `v${account.version}` },
        actor: {
          id: actorId,
          kind: 'contractor' as const,
          ...(actorTeam === undefined ? {} : { team: actorTeam }),
        },
        ...(causedBy === undefined ? {} : { causedBy }),
        ...part.change,
      }
      const alert = anAlert(change, rest)
      const record = { key: accountId, value: asJson<Alert>().encode(alert) }
      await desk.log.append(ownTopics.alerts.name, [record])
      return alert
    },
    sight: (sighting) =>
      desk.log.append(ownTopics.sightings.name, [{ key: sighting.accountId, value: json(sighting) }]),
    instruct: (instruction) =>
      desk.log.append(ownTopics.instructions.name, [
        { key: instruction.accountId, value: json(instruction) },
      ]),
    async until(ask, ms = 5_000) {
      const deadline = Date.now() + ms
      for (;;) {
        const answer = await ask()
        if (answer !== undefined && answer !== false) return answer
        if (Date.now() > deadline)
          throw new Error(`not there after ${ms} ms; reversals: ${JSON.stringify(reversals, undefined, 1)}`)
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
    },
    states: (alertId) => {
      const byVersion = new Map(
        reversals.filter((one) => one.alertId === alertId).map((one) => [one.version, one.state]),
      )
      return [...byVersion].sort(([a], [b]) => a - b).map(([, state]) => state)
    },
    async close() {
      await desk.stop()
      await tail.stop()
      await desk.log.close()
      await database.destroy()
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return desk
}

export function specFor(url: string): PlatformSpec {
  const read = {
    method: 'GET',
    url: '/accounts/${account.id}',
    headers: {},
    stateAt: 'state',
    versionAt: 'header:etag',
    causedByAt: 'causedBy',
    holdsAt: 'holds',
  } as const
  return {
    ...platformDefaults,
    baseUrl: url,
    serviceActor: 'countermand',
    guard: 'native',
    links: {},
    states: {},
    read,
    calls: { reactivate: { method: 'POST', url: '/accounts/${account.id}/reactivate', headers: {} } },
    preserve: { method: 'POST', url: '/accounts/${account.id}/preserve', headers: {} },
  }
}

export const gone = new EdgeError('store-unavailable', 'this process is dead', { retryable: true })

/** Once dead, the store is as far away as it is for a process that was killed. */
function mortal(ledger: Ledger, life: { readonly dead: boolean }): Ledger {
  return new Proxy(ledger, {
    get: (target, name, receiver) => {
      const method: unknown = Reflect.get(target, name, receiver)
      if (typeof method !== 'function') return method
      return (...args: unknown[]) => (life.dead ? Promise.reject(gone) : method.apply(target, args))
    },
  })
}

/** Nothing that a dead process would still send arrives: no call, no record, no offset. */
function mortalPlatform(platform: ConfiguredPlatform, life: { readonly dead: boolean }): ConfiguredPlatform {
  return {
    ...platform,
    read: (accountId) => (life.dead ? Promise.reject(gone) : platform.read(accountId)),
    send: async (command, lastLook) =>
      life.dead ? { kind: 'unknown', says: 'dead' } : platform.send(command, lastLook),
  }
}

function mortalLog(log: Log, life: { readonly dead: boolean }): Log {
  return {
    ...log,
    append: (topic, records) => (life.dead ? Promise.reject(gone) : log.append(topic, records)),
    async join(subscription) {
      const membership = await log.join(subscription)
      const commit: typeof membership.commit = (offsets) =>
        life.dead ? Promise.reject(gone) : membership.commit(offsets)
      return new Proxy(membership, {
        get: (target, name, receiver) => (name === 'commit' ? commit : Reflect.get(target, name, receiver)),
      })
    },
  }
}

function json(message: unknown): Buffer {
  return Buffer.from(JSON.stringify(message))
}

function asJson<T>(): MessageCodec<T> {
  return { encode: json, decode: (value) => JSON.parse(value.toString()) as T }
}
