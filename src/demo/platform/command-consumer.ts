import type { ContainCommand } from '../../core/reversal/contain-message.ts'
import type { Command } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import type { LentLog, LogRecord, Stoppable } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import { ownTopics } from '../../ports/topics.ts'
import { type Command as Asked, asAsked } from './account-calls.ts'

/** The platform's side of `countermand.commands`: what anybody has to do who takes commands from there, here in the
 *  language of the house. In order, and each step for a reason:
 *
 *  1. the signature, the type, the platform, the key of the record, the times: `open` answers in words what is wrong,
 *     and such a record is said aloud and left alone
 *  2. the id: what was answered once is never done again, however often the record comes
 *  3. the version: it is applied to the state that the command names, and to no other
 *  4. the change that follows names the command in `causedBy`; nobody else is told: that change is the answer */
export async function consumeCommands(needs: CommandConsumerNeeds): Promise<Stoppable> {
  const { log, clock, notice } = needs

  async function take(record: LogRecord): Promise<void> {
    const jws = record.value?.toString('utf8') ?? ''
    const command = await needs.open(jws, { recordKey: record.key, now: clock.now() })
    if (typeof command === 'string') {
      notice({ kind: 'DemoTrouble', what: `a command was not carried out: ${command}`, cause: undefined })
      return
    }
    if ('actorId' in command) needs.contain(command)
    else await needs.take(asAsked(command))
  }

  const joined = Promise.withResolvers<Awaited<ReturnType<LentLog['join']>>>()
  const membership = await log.join({
    group: 'demo.platform',
    topics: [ownTopics.commands.name],
    from: 'start',
    async handle(batch) {
      for (const record of batch.records) await take(record)
      const last = batch.records.at(-1)
      if (last !== undefined && batch.isCurrent())
        await (await joined.promise).commit([
          { topic: last.topic, partition: last.partition, offset: last.offset + 1 },
        ])
    },
  })
  joined.resolve(membership)
  return membership
}

export interface CommandConsumerNeeds {
  readonly log: Pick<LentLog, 'join'>
  /** Applies it to the state that it names, once. */
  readonly take: (command: Asked) => Promise<void>
  /** Freezes what an actor works with, or gives it back. */
  readonly contain: (command: ContainCommand) => void
  /** Opens a signed command with the keys that the platform trusts. */
  readonly open: (
    jws: string,
    seen: { readonly recordKey: string | null; readonly now: number },
  ) => Promise<Command | ContainCommand | string>
  readonly clock: Clock
  readonly notice: Notify
}
