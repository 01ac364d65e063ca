import { join } from 'node:path'
import type { Config } from '../config.ts'
import { mappingWarnings } from '../core/reversal/mapping-warnings.ts'
import type { CommandKey } from '../edges/platform/command-key.ts'
import { commandKeyFile, commandKeyOf } from '../edges/platform/command-key.ts'
import { openHttpPlatform } from '../edges/platform/http-platform.ts'
import { openTopicPlatform } from '../edges/platform/topic-platform.ts'
import { openWebhookPlatform } from '../edges/platform/webhook-platform.ts'
import type { Plan } from '../plan.ts'
import type { ConfiguredPlatform } from '../ports/platform.ts'
import type { Edges } from './edges.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** The platforms that may be asked to undo something, by source, each the way that its mapping says. What that leaves
 *  open is told. */
export function openPlatforms(
  { mapping }: Plan,
  edges: Pick<Edges, 'clock' | 'log' | 'commandKey' | 'notice'>,
  environment: Environment,
): ReadonlyMap<string, ConfiguredPlatform> {
  if (mapping?.platform === undefined) return new Map()
  for (const says of mappingWarnings(mapping)) edges.notice({ kind: 'MappingLeavesOpen', says })
  const spec = mapping.platform
  const { clock, log, commandKey: key } = edges
  const overHttp = openHttpPlatform(spec, clock, environment)
  switch (spec.way) {
    case 'http':
      return new Map([[mapping.source, overHttp]])
    case 'webhook':
      return new Map([[mapping.source, openWebhookPlatform(spec, overHttp, clock, environment)]])
    case 'topic':
      return new Map([[mapping.source, openTopicPlatform(overHttp, { log, key, clock })]])
    default:
      return spec.way satisfies never
  }
}

/** The key that commands are signed with: from the settings, where instances share one, else from the data folder. */
export function openCommandKey({ commandKey, data }: Config): Promise<CommandKey> {
  return commandKey === '' ? commandKeyFile(join(data, 'command.key')) : commandKeyOf(commandKey)
}
