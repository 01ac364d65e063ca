import { join } from 'node:path'
import type { Config, ConfigFault } from './config.ts'
import { refuseOpenDoor } from './console/auth/people.ts'
import type { Mapping } from './core/change/mapping.ts'
import type { Policy } from './core/policy/policy.ts'
import { isPolicy } from './core/policy/read-policy.ts'
import { lesserMode, type Mode } from './core/policy/severity.ts'
import { platformFaults } from './core/reversal/platform-faults.ts'
import { isMapping, loadMapping } from './edges/files/mapping-file.ts'
import { schemasFolder } from './edges/files/shipped.ts'
import { webhookFaults } from './edges/notify/webhook-faults.ts'
import { loadPolicy } from './edges/policy-file/policy-file.ts'
import { readWhere, whereMeant } from './edges/reference/where.ts'
import { EdgeError } from './ports/edge-error.ts'

/** Everything that can be known to be wrong before anything is started. */
export interface Plan {
  readonly config: Config
  readonly withDemo: boolean
  readonly policyPath: string
  /** Absent where changes come in our own form. */
  readonly mapping?: Mapping
}

/** Reads what the settings name and reports every fault of all of it at once. */
export async function readPlan(config: Config): Promise<Plan | readonly ConfigFault[]> {
  const withDemo = config.demo === 'on' || (config.demo === 'auto' && config.kafkaBrokers.length === 0)
  const faults: ConfigFault[] = [...contradictions(config, withDemo)]

  const policyPath = config.policy || join(schemasFolder, 'policies', withDemo ? 'demo.yaml' : 'default.yaml')
  const policy = await readPolicyFile(policyPath, faults)

  const mappingPath = withDemo ? demoMapping(config) : config.mapping
  const mapping = mappingPath === '' ? undefined : await loadMapping(mappingPath)
  if (mapping === undefined || isMapping(mapping)) {
    const ceiling = config.ceiling === 'policy' ? 'auto' : config.ceiling
    faults.push(...platformRefusals(mapping, policy, ceiling))
    return faults.length > 0
      ? faults
      : { config, withDemo, policyPath, ...(mapping !== undefined && { mapping }) }
  }
  return [...faults, ...mapping]
}

function demoMapping({ demoPlatform }: Config): string {
  return join(schemasFolder, 'mappings', demoPlatform === 'versioned' ? 'demo.yaml' : 'demo-plain.yaml')
}

export function isPlan(outcome: Plan | readonly ConfigFault[]): outcome is Plan {
  return !Array.isArray(outcome)
}

async function readPolicyFile(path: string, faults: ConfigFault[]): Promise<Policy | undefined> {
  try {
    const policy = await loadPolicy(path)
    if (isPolicy(policy)) return policy
    faults.push(
      ...policy.map(({ line, at, says }) => ({
        at: `${path}:${line}`,
        says: at === '' ? says : `${at}: ${says}`,
      })),
    )
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause
    faults.push({ at: path, says: cause.message })
  }
  return undefined
}

/** What the platform cannot do safely, given how far the machine may go. */
function platformRefusals(
  mapping: Mapping | undefined,
  policy: Policy | undefined,
  ceiling: Mode,
): ConfigFault[] {
  if (mapping?.platform === undefined || policy === undefined) return []
  const most = lesserMode(policy.ceiling, ceiling)
  return platformFaults(mapping.source, mapping.platform, most).map((says) => ({
    at: 'COUNTERMAND_MAPPING',
    says,
  }))
}

function whereFaults(config: Config): ConfigFault[] {
  const given = { COUNTERMAND_STAFF: config.staff, COUNTERMAND_ACCOUNTS: config.accounts }
  return Object.entries(given).flatMap(([at, text]) =>
    text === '' || readWhere(text) !== undefined
      ? []
      : [{ at, says: `${JSON.stringify(text)} is not ${whereMeant}` }],
  )
}

/** Settings that are each right and together wrong. */
function contradictions(config: Config, withDemo: boolean): ConfigFault[] {
  const faults: ConfigFault[] = [...whereFaults(config)]
  const isEmbedded = config.kafkaBrokers.length === 0
  if (isEmbedded && config.roles.length < 3) {
    faults.push({
      at: 'COUNTERMAND_ROLES',
      says: 'the embedded log is one process: it needs all of detect, reverse, console',
    })
  }
  if (config.kafkaSasl !== 'none' && (config.kafkaUsername === '' || config.kafkaPassword === '')) {
    faults.push({
      at: 'COUNTERMAND_KAFKA_SASL',
      says: `${config.kafkaSasl} needs COUNTERMAND_KAFKA_USERNAME and COUNTERMAND_KAFKA_PASSWORD`,
    })
  }
  if ((config.webhookUrl === '') !== (config.webhookSecret === '')) {
    faults.push({
      at: 'COUNTERMAND_WEBHOOK_URL',
      says: 'the address and COUNTERMAND_WEBHOOK_SECRET go together: nothing is sent unsigned',
    })
  }
  const openDoor = refuseOpenDoor(config.host, config.origins)
  if (openDoor !== undefined) faults.push({ at: 'COUNTERMAND_HOST', says: openDoor })
  if (config.webhookUrl !== '' && config.webhookSecret !== '') {
    const wrong = webhookFaults(config.webhookUrl, config.webhookSecret)
    faults.push(...wrong.map((says) => ({ at: 'COUNTERMAND_WEBHOOK_URL', says })))
  }
  if (withDemo && config.mapping !== '') {
    faults.push({
      at: 'COUNTERMAND_MAPPING',
      says: 'the demo brings its own mapping; set COUNTERMAND_DEMO=off to watch a platform',
    })
  }
  if (config.demoWay !== 'http' && config.demoPlatform !== 'versioned') {
    faults.push({
      at: 'COUNTERMAND_DEMO_WAY',
      says: `a plain platform knows no commands: ${config.demoWay} needs COUNTERMAND_DEMO_PLATFORM=versioned`,
    })
  }
  if (withDemo && config.roles.length < 3) {
    faults.push({
      at: 'COUNTERMAND_DEMO',
      says: 'the demo needs all of the roles detect, reverse, console in one process',
    })
  }
  return faults
}
