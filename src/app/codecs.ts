import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config.ts'
import { wallClock } from '../edges/clock.ts'
import { schemasFolder } from '../edges/files/shipped.ts'
import { openCodecs } from '../edges/message-codec/message-codecs.ts'
import { openEmbeddedRegistry } from '../edges/registry/embedded-registry.ts'
import type { Notify } from '../ports/notice.ts'
import type { Registry } from '../ports/registry.ts'

/** The registry that the settings name, and the codecs of our own messages by it. */

export async function openRegistry(config: Config) {
  if (config.registryUrl === '') return openEmbeddedRegistry(schemasFolder)
  const { openConfluentRegistry } = await import('../edges/registry/confluent-registry.ts')
  return openConfluentRegistry({
    urls: [config.registryUrl],
    timeoutMs: 5_000,
    ...(config.registryUsername !== '' && {
      user: config.registryUsername,
      password: config.registryPassword,
    }),
  })
}

export async function openOwnCodecs(config: Config, registry: Registry, notice: Notify) {
  return openCodecs({
    format: config.outputFormat,
    registry,
    schemas: {
      alert: await schema('alert.avsc'),
      reversal: await schema('reversal.avsc'),
      deadLetter: await schema('dead-letter.avsc'),
    },
    notice,
    clock: wallClock,
  })
}

/** The text of one of the schemas that ship. */
export function schema(name: string): Promise<string> {
  return readFile(join(schemasFolder, name), 'utf8')
}
