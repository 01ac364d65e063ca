import { join } from 'node:path'
import type { Clock } from '../ports/clock.ts'
import type { LentLog, NewRecord, Stoppable } from '../ports/log.ts'
import type { MessageCodecs } from '../ports/message-codec.ts'
import type { Notify } from '../ports/notice.ts'
import { incidentNamed } from './incidents/incidents.ts'
import { type IncidentResult, type PlayOptions, playIncident } from './incidents/play.ts'
import { openWatch } from './incidents/watch.ts'
import { liveOn } from './live.ts'
import { type AccountBook, openAccountBook, type PlatformKind } from './platform/account-book.ts'
import { openAccountServer } from './platform/account-server.ts'
import type { AskFirst } from './platform/ask-first.ts'
import { openAskingTool, type Tool } from './platform/asking-tool.ts'
import { type CommandConsumerNeeds, consumeCommands } from './platform/command-consumer.ts'
import { type FaultPlan, lateWorkerAlone } from './platform/faults.ts'
import { dayMs } from './world/act.ts'
import { createWorld, pastActs } from './world/world.ts'

/** The demo platform: simulated staff and accounts, a real account service, incidents to be played. */
export interface Demo {
  /** Where the account service listens, for the `baseUrl` of the mapping's `platform` section. */
  readonly baseUrl: string
  /** The whole `Authorization` header that the account service wants. Held in memory, never printed. */
  readonly authorization: string
  /** What commands to one address are signed with. Held in memory as well. */
  readonly hookSecret: string
  /** Puts the platform's past on the topic, or what its staff did while the program was stopped. Resolves with
   *  the number of changes. To be called once, before `begin`. */
  feedPast(progress: (done: number, all: number) => void): Promise<number>
  /** From now on the platform lives. Its people's tool asks before it acts on accounts of note, where it is told whom. */
  begin(ask?: AskFirst): void
  ratePerSecond(): number
  /** Throws `RangeError` beyond `rateMax`. */
  setRate(ratePerSecond: number): void
  setFaults(plan: FaultPlan): void
  /** Resolves when the outcome is settled. Throws `RangeError` for an incident that does not exist. */
  play(incident: string, options: PlayOptions): Promise<IncidentResult>
  close(): Promise<void>
}

export interface DemoOptions {
  readonly seed: number
  /** With versions and keys, or with a log alone. */
  readonly platform?: PlatformKind
  /** A worker carries out restrictions late: whoever undoes one at once has undone nothing. */
  readonly isLate?: boolean
  /** Changes a second of all automations together; people act at their own pace, some 0.1 a second. */
  readonly ratePerSecond: number
  readonly dataFolder: string
  /** Puts records on the topic that changes arrive on; durable when it resolves. */
  readonly append: (records: readonly NewRecord[]) => Promise<void>
  readonly log: Pick<LentLog, 'tail' | 'join'>
  /** Opens signed commands, where the platform takes them from the log. */
  readonly openCommand?: CommandConsumerNeeds['open']
  readonly codecs: Pick<MessageCodecs, 'alert' | 'reversal'>
  readonly clock: Clock
  readonly notice: Notify
}

export const rateMax = 5_000
/** So that nobody is a stranger, and the start still takes seconds. */
const pastWeeks = 3
/** Changes in one transaction of the book. */
const feedMax = 5_000
/** A tool waits 50 ms for an answer: what follows from weeks of a past should be over by then. */
const restMsOfAsking = 2_000
/** Fewer changes are fed in no time, and nobody needs to hear of them. */
const toldFrom = 100

/** Everything is open and nothing happens yet. */
export async function openDemo(options: DemoOptions): Promise<Demo> {
  const { seed, clock, notice, append } = options
  let ratePerSecond = checkedRate(options.ratePerSecond)
  const world = createWorld(seed)
  const kind = options.platform ?? 'versioned'
  const book = openAccountBook({ seed, kind, path: join(options.dataFolder, 'demo.sqlite'), append, notice })
  const mayLift = () => world.colleagues.approvers(clock.now()).map(({ id }) => id)
  const server = await openAccountServer({ book, clock, seed, kind, mayLift })
  if (options.isLate === true) server.setFaults(lateWorkerAlone)
  const watch = await openWatch(options)
  const consumer =
    options.openCommand &&
    (await consumeCommands({
      ...options,
      take: server.take,
      contain: server.contain,
      open: options.openCommand,
    }))
  let life: Stoppable | undefined
  let tool: Tool | undefined
  const perform: AccountBook['perform'] = (acts, playedTo) => (tool ?? book).perform(acts, playedTo)

  async function feedPast(progress: (done: number, all: number) => void): Promise<number> {
    const began = clock.monotonicMs()
    await book.flush()
    const until = clock.now()
    const playedTo = book.playedTo
    const acts =
      playedTo === undefined
        ? pastActs(world, pastWeeks, until, ratePerSecond)
        : world.peopleActs(Math.max(playedTo, until - pastWeeks * 7 * dayMs), until)
    let changes = 0
    for (let from = 0; from < acts.length; from += feedMax) {
      const some = acts.slice(from, from + feedMax)
      const last = some.at(-1)
      // A first feeding that is cut short begins again where it was, not at the present.
      changes += (await book.perform(some, last && last.occurredAt + 1)).length
      progress(Math.min(from + feedMax, acts.length), acts.length)
    }
    await book.perform([], until)
    if (changes >= toldFrom) notice({ kind: 'DemoPastFed', changes, durationMs: clock.monotonicMs() - began })
    return changes
  }

  return {
    baseUrl: server.baseUrl,
    authorization: `Bearer ${server.token}`,
    hookSecret: server.hookSecret,
    feedPast,
    begin(ask) {
      if (ask !== undefined) tool ??= openAskingTool({ book, ask, clock, notice })
      life ??= liveOn({
        world,
        book,
        perform,
        clock,
        notice,
        ratePerSecond: () => ratePerSecond,
        from: book.playedTo ?? clock.now(),
      })
    },
    ratePerSecond: () => ratePerSecond,
    setRate: (next) => {
      ratePerSecond = checkedRate(next)
    },
    setFaults: (plan) => server.setFaults(plan),
    async play(name, playOptions) {
      const incident = incidentNamed(name)
      if (incident === undefined) throw new RangeError(`there is no incident "${name}"`)
      const restMs = tool === undefined ? 0 : restMsOfAsking
      const stage = { world, book, perform, restMs, watch, clock, asked: () => server.asked() }
      return playIncident(stage, incident, playOptions)
    },
    async close() {
      await life?.stop()
      await tool?.stop()
      await consumer?.stop()
      await watch.stop()
      await server.close()
      await book.close()
    },
  }
}

function checkedRate(ratePerSecond: number): number {
  if (ratePerSecond >= 0 && ratePerSecond <= rateMax) return ratePerSecond
  throw new RangeError(`${ratePerSecond} changes a second: between 0 and ${rateMax} is meant`)
}
