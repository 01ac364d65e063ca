import { LRUCache } from 'lru-cache'
import type { Clock } from '../../ports/clock.ts'
import { EdgeError } from '../../ports/edge-error.ts'
import type { Log } from '../../ports/log.ts'
import type { ConfiguredPlatform } from '../../ports/platform.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { CommandKey } from './command-key.ts'
import { signCommand } from './signed-command.ts'

/** Commands handed over at once, that we remember to have handed over. */
const handedOverMax = 10_000

/** A platform that takes its commands signed from `countermand.commands`, keyed by account, and is looked at as
 *  over HTTP.
 *
 *  Nobody answers on a topic: what is handed over stays *unknown* until the account is seen to have changed. So it is
 *  put there once, however often the machine would ask again; after a crash once more, under the same id. */
export function openTopicPlatform(
  looked: ConfiguredPlatform,
  needs: { readonly log: Pick<Log, 'append'>; readonly key: CommandKey; readonly clock: Clock },
): ConfiguredPlatform {
  const handedOver = new LRUCache<string, true>({ max: handedOverMax })
  return {
    ...looked,
    async send(command) {
      if (handedOver.has(command.commandId))
        return { kind: 'unknown', says: 'handed over; not yet seen to be done' }
      if (needs.clock.now() >= command.expiresAt)
        return { kind: 'unknown', says: 'not handed over: the command has expired' }
      const value = new TextEncoder().encode(await signCommand(command, needs.key))
      try {
        await needs.log.append(ownTopics.commands.name, [{ key: command.accountId, value }])
      } catch (cause) {
        if (!(cause instanceof EdgeError)) throw cause
        return { kind: 'unknown', says: `it could not be handed over: ${cause.message}` }
      }
      handedOver.set(command.commandId, true)
      return { kind: 'unknown', says: 'handed over; nobody answers on a topic' }
    },
  }
}
