import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { SASLOptions } from 'kafkajs'
import type { Config } from '../config.ts'
import { mapRecord } from '../core/change/map-record.ts'
import type { Mapping } from '../core/change/mapping.ts'
import { readChange } from '../core/change/read-change.ts'
import { openChangeReader } from '../edges/change-reader/change-reader.ts'
import { wallClock } from '../edges/clock.ts'
import { openValueReader } from '../edges/decode/value-reader.ts'
import { openEmbeddedLog } from '../edges/log/embedded/embedded-log.ts'
import { watchPolicy } from '../edges/policy-file/policy-file.ts'
import { openPseudonyms } from '../edges/pseudonyms.ts'
import { sealingKey } from '../edges/sealing-key.ts'
import { secretFile } from '../edges/secret-file.ts'
import { openAudit } from '../edges/store/audit.ts'
import { openCases } from '../edges/store/cases.ts'
import { openContainments } from '../edges/store/containments.ts'
import { openDatabase } from '../edges/store/database.ts'
import { openLedger } from '../edges/store/ledger.ts'
import { openLimits } from '../edges/store/limits.ts'
import { openOutbox } from '../edges/store/outbox.ts'
import { openPollPlaces } from '../edges/store/poll-places.ts'
import { openPreauthorisations } from '../edges/store/preauthorisations.ts'
import { openTelemetry } from '../edges/telemetry/telemetry.ts'
import type { Plan } from '../plan.ts'
import type { ChangeReader } from '../ports/change-reader.ts'
import type { Log } from '../ports/log.ts'
import type { Notify } from '../ports/notice.ts'
import type { ReferenceName } from '../ports/reference.ts'
import { ownTopics, topicSpecs } from '../ports/topics.ts'
import { openDigestReader } from '../roles/digest-rows.ts'
import { openOwnCodecs, openRegistry, schema } from './codecs.ts'
import { openCommandKey } from './platforms.ts'
import { recordingPolicies } from './record.ts'

export type Edges = Awaited<ReturnType<typeof openEdges>>

const hourMs = 3_600_000

/** Opens everything outside of us, in order; `opened` closes it in reverse. */
export async function openEdges(plan: Plan, opened: AsyncDisposableStack) {
  const { config } = plan
  const clock = wallClock
  await mkdir(config.data, { recursive: true, mode: 0o700 })
  const telemetry = openTelemetry({ level: config.logLevel })
  opened.defer(() => telemetry.close())
  const { notice } = telemetry

  // First what a second program on the same data is refused by: it leaves no entry in the record.
  const log = await openLog(config, notice)
  opened.defer(() => log.close())
  const database = await openDatabase(config.storeUrl || join(config.data, 'store.sqlite'))
  opened.defer(() => database.destroy())
  const audit = openAudit(database)
  const pseudonym = openPseudonyms(
    config.pseudonymKey || (await secretFile(join(config.data, 'pseudonym.key'))),
  )
  const policy = await watchPolicy(plan.policyPath, { notice: recordingPolicies(notice, audit, clock) })
  opened.defer(() => policy.close())
  const registry = await openRegistry(config)
  const codecs = await openOwnCodecs(config, registry, notice)
  const changeSchema = await schema('account-change.avsc')
  const recordSchemas = {
    'staff.records': await schema('staff-record.avsc'),
    'account.profiles': await schema('account-profile.avsc'),
  }
  const openValues = (table: ReferenceName) =>
    openValueReader({ registry, schema: recordSchemas[table], notice, clock })
  const readers: { close(): void }[] = []
  const openReader = (mapping: Mapping | undefined): ChangeReader => {
    const reader = openChangeReader({
      registry,
      readChange,
      changeSchema,
      notice,
      clock,
      recordBytesMax: config.recordBytesMax,
      // The ids of files do not come later.
      ...(registry.kind === 'embedded' && { schemaWaits: { unknownWaitMs: 0 } }),
      ...(mapping !== undefined && { mapping: (value) => mapRecord(mapping, value).changes }),
    })
    readers.push(reader)
    return reader
  }
  /** Ends the waiting for schemas, so that a role in the middle of it can stop. */
  const endWaiting = () => {
    for (const reader of [...readers, codecs]) reader.close()
  }
  const store = {
    audit,
    cases: openCases(database),
    ledger: openLedger(database, clock),
    limits: openLimits(database),
    containments: openContainments(database),
    outbox: openOutbox(database),
    pollPlaces: openPollPlaces(database),
    preauthorisations: openPreauthorisations(database, await sealingKey(join(config.data, 'intended.key'))),
  }
  const readTopic = await openTopics(log, plan)
  const commandKey = await openCommandKey(config)
  return {
    clock,
    telemetry,
    notice,
    policy,
    log,
    codecs,
    openReader,
    openValues,
    endWaiting,
    database,
    pseudonym,
    ...store,
    readTopic,
    commandKey,
    readDigest: openDigestReader(),
  }
}

async function openLog(config: Config, notice: Notify): Promise<Log> {
  if (config.kafkaBrokers.length === 0)
    return openEmbeddedLog({ path: join(config.data, 'log.sqlite'), notice })
  const { openKafkaLog } = await import('../edges/log/kafka/kafka-log.ts')
  const { kafkaSasl: mechanism, kafkaUsername: username, kafkaPassword: password } = config
  return openKafkaLog({
    brokers: config.kafkaBrokers,
    clientId: config.kafkaClientId,
    ssl: config.kafkaTls,
    notice,
    // The setting is one of the three mechanisms; kafkajs wants each of them as a type of its own.
    ...(mechanism !== 'none' && { sasl: { mechanism, username, password } as SASLOptions }),
  })
}

/** Makes the topics that are missing. Answers the topic that the detect role reads: the platform's own, or ours
 *  after re-keying. */
async function openTopics(
  log: Log,
  plan: Plan,
): Promise<{ readonly changes: string; readonly isRekeyed: boolean }> {
  const { config, mapping } = plan
  const retentionMs = config.retentionHours * hourMs
  await log.createTopics([
    { name: config.changesTopic, partitions: config.changesPartitions, compacted: false, retentionMs },
  ])
  const changes = await log.partitionCount(config.changesTopic)
  await log.createTopics(topicSpecs({ changes, accounts: config.ownPartitions }, retentionMs))
  const isRekeyed = config.rekey || (mapping !== undefined && mapping.keyedBy !== 'actor')
  return { changes: isRekeyed ? ownTopics.rekeyed.name : config.changesTopic, isRekeyed }
}
