import { LRUCache } from 'lru-cache'
import type { ContainCommand } from '../../core/reversal/contain-message.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Log } from '../../ports/log.ts'
import type { ConfiguredPlatform, LastLook, SendOutcome } from '../../ports/platform.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { CommandKey } from './command-key.ts'
import { signCommand, signContainment } from './signed-command.ts'

/** Commands handed over at once, that we remember to have handed over. */
const handedOverMax = 10_000

/** A platform that takes its commands signed from `countermand.commands`, keyed by account, and is looked at as
 *  over HTTP.
 *
 *  Nobody answers on a topic: what is handed over stays *unknown* until the account is seen to have changed. So it is
 *  put there once, however often the machine would ask again; after a crash once more, under the same id. What is
 *  about an actor is keyed by the actor. */
export function openTopicPlatform(
  looked: ConfiguredPlatform,
  needs: { readonly log: Pick<Log, 'append'>; readonly key: CommandKey; readonly clock: Clock },
): ConfiguredPlatform {
  const handedOver = new LRUCache<string, true>({ max: handedOverMax })

  async function handOver(
    { commandId, expiresAt }: Command | ContainCommand,
    recordKey: string,
    signed: () => Promise<string>,
    lastLook: LastLook,
  ): Promise<SendOutcome> {
    if (handedOver.has(commandId)) return { kind: 'unknown', says: 'handed over; not yet seen to be done' }
    const value = new TextEncoder().encode(await signed())
    const heldBack = await lastLook()
    if (heldBack !== undefined) return { kind: 'unsent', says: `not handed over: ${heldBack}` }
    if (needs.clock.now() >= expiresAt)
      return { kind: 'unsent', says: 'not handed over: the command has expired' }
    try {
      await needs.log.append(ownTopics.commands.name, [{ key: recordKey, value }])
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause
      return { kind: 'unknown', says: `it could not be handed over: ${cause.message}` }
    }
    handedOver.set(commandId, true)
    return { kind: 'unknown', says: 'handed over; nobody answers on a topic' }
  }

  return {
    ...looked,
    send: (command, lastLook) =>
      handOver(command, command.accountId, () => signCommand(command, needs.key), lastLook),
    ...(looked.contain && {
      contain: {
        ...looked.contain,
        send: (command, lastLook) =>
          handOver(command, command.actorId, () => signContainment(command, needs.key), lastLook),
      },
    }),
  }
}
