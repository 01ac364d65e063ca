import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config, ConfigFault } from './config.ts'
import { bindTables, isFaulty, type Mapping, readMapping } from './core/change/mapping.ts'
import { findTable, readTable } from './edges/files/table.ts'
import { isPolicy, readPolicyFile } from './edges/policy-file/policy-file.ts'

/** Everything that can be known to be wrong before anything is started. */
export interface Plan {
  readonly config: Config
  readonly withDemo: boolean
  readonly policyPath: string
  /** Absent where changes come in our own form. */
  readonly mapping?: Mapping
}

/** The files that ship with the program. */
export const schemasFolder = fileURLToPath(new URL('../schemas', import.meta.url))

/** Reads what the settings name and reports every fault of all of it at once. */
export async function readPlan(config: Config): Promise<Plan | readonly ConfigFault[]> {
  const withDemo = config.demo === 'on' || (config.demo === 'auto' && config.kafkaBrokers.length === 0)
  const faults: ConfigFault[] = [...contradictions(config, withDemo)]

  const policyPath = config.policy || join(schemasFolder, 'policies', withDemo ? 'demo.yaml' : 'default.yaml')
  const policy = await readPolicyFile(policyPath)
  if (!isPolicy(policy)) faults.push(...policy.map((fault) => ({ at: `${policyPath}:${fault.line}`, says: fault.says })))

  const mappingPath = withDemo ? join(schemasFolder, 'mappings', 'demo.yaml') : config.mapping
  const mapping = mappingPath === '' ? undefined : await loadMapping(mappingPath)
  if (mapping !== undefined && 'faults' in mapping) faults.push(...mapping.faults)
  if (faults.length > 0 || (mapping !== undefined && 'faults' in mapping)) return faults
  return { config, withDemo, policyPath, ...(mapping !== undefined && { mapping: mapping.mapping }) }
}

export function isPlan(outcome: Plan | readonly ConfigFault[]): outcome is Plan {
  return !Array.isArray(outcome)
}

/** A mapping with its side lists, which lie beside it. */
async function loadMapping(path: string): Promise<{ mapping: Mapping } | { faults: ConfigFault[] }> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    return { faults: [{ at: path, says: `cannot be read: ${String(cause)}` }] }
  }
  const read = readMapping(text)
  if (isFaulty(read)) return { faults: read.map(({ line, at, says }) => ({ at: `${path}:${line}`, says: `${at}: ${says}` })) }
  const tables = new Map<string, ReadonlySet<string>>()
  for (const spec of read.tables) {
    const found = findTable(spec.file, [dirname(path)])
    if (found === undefined) return { faults: [{ at: path, says: `the table ${spec.name} (${spec.file}) does not lie beside it` }] }
    tables.set(spec.name, await readTable(found, spec.column))
  }
  return { mapping: bindTables(read, tables) }
}

/** Settings that are each right and together wrong. */
function contradictions(config: Config, withDemo: boolean): ConfigFault[] {
  const faults: ConfigFault[] = []
  const isEmbedded = config.kafkaBrokers.length === 0
  if (isEmbedded && config.roles.length < 3) {
    faults.push({ at: 'COUNTERMAND_ROLES', says: 'the embedded log is one process: it needs all of detect, reverse, console' })
  }
  if (config.kafkaSasl !== 'none' && (config.kafkaUsername === '' || config.kafkaPassword === '')) {
    faults.push({ at: 'COUNTERMAND_KAFKA_SASL', says: `${config.kafkaSasl} needs COUNTERMAND_KAFKA_USERNAME and COUNTERMAND_KAFKA_PASSWORD` })
  }
  if ((config.webhookUrl === '') !== (config.webhookSecret === '')) {
    faults.push({ at: 'COUNTERMAND_WEBHOOK_URL', says: 'the address and COUNTERMAND_WEBHOOK_SECRET go together: nothing is sent unsigned' })
  }
  if (withDemo && config.mapping !== '') {
    faults.push({ at: 'COUNTERMAND_MAPPING', says: 'the demo brings its own mapping; set COUNTERMAND_DEMO=off to watch a platform' })
  }
  if (withDemo && config.roles.length < 3) {
    faults.push({ at: 'COUNTERMAND_DEMO', says: 'the demo needs all of the roles detect, reverse, console in one process' })
  }
  return faults
}
