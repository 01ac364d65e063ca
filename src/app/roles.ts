import type { AccountChange } from '../core/change/account-change.ts'
import type { Mapping } from '../core/change/mapping.ts'
import { withLinks } from '../core/change/platform-links.ts'
import type { Doubt } from '../core/reversal/doubts.ts'
import { partitionOf } from '../edges/log/partitioner.ts'
import { openWebhook } from '../edges/notify/webhook.ts'
import { openHttpSource } from '../edges/source/http-source.ts'
import type { Plan } from '../plan.ts'
import type { Check } from '../ports/checks.ts'
import type { FanOut } from '../ports/fan-out.ts'
import type { Reference } from '../ports/reference.ts'
import type { Role, RoleName } from '../ports/role.ts'
import { startBaselines } from '../roles/baselines.ts'
import { type ConsoleRole, startConsole } from '../roles/console.ts'
import { type DetectEdges, startDetect } from '../roles/detect.ts'
import { startNotify } from '../roles/notify.ts'
import { startPoll } from '../roles/poll.ts'
import { startRekey } from '../roles/rekey.ts'
import { startRelate } from '../roles/relate.ts'
import { reverseDefaults } from '../roles/reverse/edges.ts'
import { startReverse } from '../roles/reverse.ts'
import { type SuspectsRole, startSuspects } from '../roles/suspects.ts'
import { startBounds } from './bounds.ts'
import type { Edges } from './edges.ts'
import { openPlatforms } from './platforms.ts'
import { openTables } from './reference.ts'
import { veiledNotifier } from './veiled.ts'

export interface Roles {
  readonly all: readonly Pick<Role, 'unready' | 'failed'>[]
  /** Something was put into the outbox. */
  wrote(): void
  /** Changes that are on the log and not yet assessed by this instance. */
  behind(): number
  /** What a change would be worth that has not happened yet; absent without the role of detect. */
  readonly check: Check | undefined
  /** How each reference table stands, and what else puts the machine in doubt, in words. */
  tables(): readonly string[]
  /** What puts the machine in doubt, as far as this instance knows. */
  doubts(): readonly Doubt[]
}

/** Starts the roles this instance has. `platformSpec` of a mapping says how the platform is asked. */
export async function openRoles(
  plan: Plan,
  edges: Edges,
  fanOut: FanOut,
  environment: Readonly<Record<string, string | undefined>>,
  opened: AsyncDisposableStack,
): Promise<Roles> {
  const { config } = plan
  const has = (name: RoleName) => config.roles.includes(name)
  const all: Pick<Role, 'unready' | 'failed'>[] = []
  const keep = <R extends Pick<Role, 'unready' | 'failed' | 'stop'>>(role: R): R => {
    all.push(role)
    opened.defer(() => role.stop())
    return role
  }
  // Readers before writers: whoever reads alerts stands before the first one is raised.
  const consoleRole: ConsoleRole | undefined = has('console')
    ? keep(await startConsole({ ...edges, fanOut }))
    : undefined
  if (has('console') && config.webhookUrl !== '') keep(await startNotify(notifyOptions(plan, edges)))
  const suspects: SuspectsRole | undefined =
    has('reverse') || has('detect') ? keep(await startSuspects(edges)) : undefined
  let reference: Reference | undefined
  const bounds = has('reverse')
    ? await startBounds(plan, edges, () => reference?.stale() ?? [], keep)
    : undefined
  if (bounds !== undefined && suspects !== undefined) {
    const platforms = openPlatforms(plan, edges, environment)
    const ceiling = config.ceiling === 'policy' ? 'auto' : config.ceiling
    const beside = { platforms, ...bounds, suspects: suspects.suspects }
    keep(await startReverse({ ...edges, ...beside }, { ...reverseDefaults, ceiling }))
  }
  // Readers before writers here too: the digest is read before it is written.
  const relate = has('detect') ? keep(await openRelate(plan, edges)) : undefined
  reference = has('detect') ? await openTables(config, edges, opened) : undefined
  const detect =
    suspects !== undefined && has('detect')
      ? keep(
          await openDetect(plan, edges, {
            reference,
            suspects: suspects.suspects,
            baselines: keep(await startBaselines(edges)),
          }),
        )
      : undefined
  if (has('detect') && edges.readTopic.isRekeyed) {
    keep(await startRekey({ ...edges, reader: edges.openReader(plan.mapping) }, config.changesTopic))
  }
  if (has('detect') && plan.mapping?.poll !== undefined) keep(await openPoll(plan, edges, environment))
  return {
    all,
    wrote: () => consoleRole?.wrote(),
    behind: () => (detect?.behind() ?? 0) + (relate?.behind() ?? 0),
    check: detect?.check,
    doubts: () => bounds?.watch.doubts() ?? [],
    tables: () => [
      ...(reference?.says() ?? []),
      ...(bounds?.watch.doubts() ?? []).map(({ says }) => `the machine waits: ${says}`),
    ],
  }
}

function openDetect(
  plan: Plan,
  edges: Edges,
  beside: Pick<DetectEdges, 'reference' | 'suspects' | 'baselines'>,
) {
  const { config, mapping } = plan
  const serviceActor = mapping?.platform?.serviceActor
  return startDetect(
    {
      ...edges,
      ...seenThrough(mapping),
      ...beside,
      // What was re-keyed is in our own form already.
      reader: edges.openReader(edges.readTopic.isRekeyed ? undefined : mapping),
      serviceActorOf: (source) => (source === mapping?.source ? serviceActor : undefined),
      partitionOfActor: partitionOf,
      partitionOfAccount: (accountId) => partitionOf(accountId, config.ownPartitions),
    },
    {
      changesTopic: edges.readTopic.changes,
      commitIntervalMs: config.commitIntervalMs,
      memoryActorsMax: config.memoryActorsMax,
    },
  )
}

function openPoll(plan: Plan, edges: Edges, environment: Readonly<Record<string, string | undefined>>) {
  const { config, mapping } = plan
  if (mapping?.poll === undefined) throw new Error('the mapping has no poll')
  return startPoll(
    {
      ...edges,
      source: openHttpSource(mapping.poll, mapping.platform?.serviceActor, environment),
      places: edges.pollPlaces,
      reader: edges.openReader(mapping),
    },
    { name: mapping.source, topic: config.changesTopic, spec: mapping.poll },
  )
}

function openRelate({ config, mapping }: Plan, edges: Edges) {
  const { commitIntervalMs, memoryAccountsMax } = config
  return startRelate({ ...edges, ...seenThrough(mapping) }, { commitIntervalMs, memoryAccountsMax })
}

/** How the platform's changes are shown to people, and what it can never say of them. */
function seenThrough(mapping: Mapping | undefined) {
  const { platform, source, neverKnown = [] } = mapping ?? {}
  return {
    shown: (change: AccountChange) =>
      platform === undefined || change.source !== source ? change : withLinks(change, platform.links),
    neverKnown: new Set(neverKnown),
  }
}

function notifyOptions({ config }: Plan, { log, codecs, notice, clock, pseudonym, policy }: Edges) {
  const { webhookUrl: url, webhookSecret: secret, webhookDetail: detail } = config
  const webhook = openWebhook({ url, secret, detail, notice, clock })
  const notifier = veiledNotifier(webhook, pseudonym, () => policy.current().exclusions)
  const ageMsMax = config.webhookAgeMinutesMax * 60_000
  return { log, codec: codecs.alert, notifier, notice, clock, severityMin: 'high', ageMsMax } as const
}
