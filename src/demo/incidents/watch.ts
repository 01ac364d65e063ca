import type { Alert } from '../../core/decision/alert.ts'
import type { Digest } from '../../core/decision/digest.ts'
import type { Reversal } from '../../core/reversal/reversal.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log, LogRecord, Stoppable } from '../../ports/log.ts'
import type { MessageCodecs } from '../../ports/message-codec.ts'
import type { Notify } from '../../ports/notice.ts'
import { ownTopics } from '../../ports/topics.ts'
import type { Sightings } from './outcome.ts'

/** Sees on the log what becomes of the incidents that are being played. */
export interface Watch extends Stoppable {
  begin(accounts: Iterable<string>): Watching
}

export interface Watching {
  /** A change of the incident was made. */
  made(eventId: string, at: number): void
  /** Of these it shall be known whether they are assessed; they are not of the incident. */
  waitFor(eventIds: Iterable<string>): void
  /** How many of them are not yet. */
  waitedFor(): number
  /** It was not made after all: the account's state did not allow it. */
  unmade(eventId: string): void
  seen(): Sightings
  end(): void
}

export interface WatchOptions {
  readonly log: Pick<Log, 'tail'>
  readonly codecs: Pick<MessageCodecs, 'alert' | 'reversal'>
  readonly clock: Clock
  readonly notice: Notify
}

export async function openWatch({ log, codecs, clock, notice }: WatchOptions): Promise<Watch> {
  const watchings = new Set<Watched>()
  const topics = [ownTopics.alerts.name, ownTopics.reversals.name, ownTopics.digest.name]
  const tail = await log.tail(topics, async (records) => {
    if (watchings.size === 0) return
    for (const record of records) {
      try {
        await spread(record)
      } catch (cause) {
        notice({ kind: 'DemoTrouble', what: `a record on ${record.topic} cannot be read`, cause })
      }
    }
  })

  async function spread({ topic, value }: LogRecord): Promise<void> {
    if (value === null) return
    if (topic === ownTopics.alerts.name) {
      const alert = await codecs.alert.decode(value)
      for (const watched of watchings) watched.takeAlert(alert, clock.now())
    } else if (topic === ownTopics.reversals.name) {
      const reversal = await codecs.reversal.decode(value)
      for (const watched of watchings) watched.takeReversal(reversal, clock.now())
    } else {
      const digest: Digest = JSON.parse(value.toString())
      for (const watched of watchings)
        for (const [eventId] of digest.rows) watched.takeAssessed(eventId, clock.now())
    }
  }

  return {
    begin(accounts) {
      const watched = new Watched(new Set(accounts), clock.now())
      watchings.add(watched)
      return {
        made: (eventId, at) => watched.takeMade(eventId, at),
        waitFor: (eventIds) => {
          for (const eventId of eventIds) watched.waitedFor.add(eventId)
        },
        waitedFor: () => watched.waitedFor.size,
        unmade: (eventId) => {
          watched.made.delete(eventId)
          watched.waitedFor.delete(eventId)
        },
        seen: () => watched,
        end: () => {
          watchings.delete(watched)
        },
      }
    },
    stop: () => tail.stop(),
  }
}

class Watched implements Sightings {
  readonly made = new Set<string>()
  readonly assessed = new Set<string>()
  readonly waitedFor = new Set<string>()
  readonly alerts: Alert[] = []
  readonly reversals = new Map<string, Reversal>()
  lastChangeAt: number
  lastNewsAt: number
  readonly #accounts: ReadonlySet<string>
  readonly #alertIds = new Set<string>()

  constructor(accounts: ReadonlySet<string>, now: number) {
    this.#accounts = accounts
    this.lastChangeAt = now
    this.lastNewsAt = now
  }

  takeMade(eventId: string, now: number): void {
    this.made.add(eventId)
    this.lastChangeAt = now
    this.lastNewsAt = now
  }

  takeAssessed(eventId: string, now: number): void {
    this.waitedFor.delete(eventId)
    if (!this.made.has(eventId) || this.assessed.has(eventId)) return
    this.assessed.add(eventId)
    this.lastNewsAt = now
  }

  /** Alerts come at least once. */
  takeAlert(alert: Alert, now: number): void {
    if (!this.made.has(alert.eventId) || this.#alertIds.has(alert.alertId)) return
    this.#alertIds.add(alert.alertId)
    this.alerts.push(alert)
    this.lastNewsAt = now
  }

  takeReversal(reversal: Reversal, now: number): void {
    if (!this.#accounts.has(reversal.accountId)) return
    const known = this.reversals.get(reversal.reversalId)
    if (known !== undefined && known.version >= reversal.version) return
    this.reversals.set(reversal.reversalId, reversal)
    this.lastNewsAt = now
  }
}
