import { type ActorMemory, decodeMemory, encodeMemory, watermarkOf } from '../../core/memory/actor-memory.ts'
import { decodeAccountMemory, encodeAccountMemory } from '../../core/relate/account-bytes.ts'
import type { AccountMemory } from '../../core/relate/account-memory.ts'
import { ownTopics } from '../../ports/topics.ts'

/** What is remembered of whom, and how it lies in its compacted topic. */
export interface MemoryKind<Memory> {
  readonly of: 'actors' | 'accounts'
  readonly topic: string
  encode(memory: Memory): Uint8Array
  /** `undefined` for bytes of another version: it then starts afresh. */
  decode(bytes: Uint8Array): Memory | undefined
  /** The offset in the source topic that the memory includes. */
  watermarkOf(memory: Memory): number
}

export const actorMemories: MemoryKind<ActorMemory> = {
  of: 'actors',
  topic: ownTopics.memory.name,
  encode: encodeMemory,
  decode: decodeMemory,
  watermarkOf,
}

export const accountMemories: MemoryKind<AccountMemory> = {
  of: 'accounts',
  topic: ownTopics.accountMemory.name,
  encode: encodeAccountMemory,
  decode: decodeAccountMemory,
  watermarkOf: ({ watermark }) => watermark,
}
