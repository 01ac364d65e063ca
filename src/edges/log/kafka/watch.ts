import type { Lane } from '../lane.ts'
import type { Connection } from './connection.ts'
import type { Contact } from './contact.ts'
import type { Feed } from './feed.ts'
import type { Ends, Topics } from './topics.ts'

/** Looks at each consumer from outside, because kafkajs does not say when something stands still: a member that
 *  is silent for too long, and a partition that has records and is not fetched. */
export interface Watch {
  follow(life: Watched): () => void
  /** Records not yet handed out, by `topic/partition`, as of the last look. */
  lag(seats: Watched['seats']): ReadonlyMap<string, number>
}

/** What it needs of a consumer. */
export interface Watched {
  readonly seats: ReadonlyMap<number, { readonly feed: Feed; readonly lane: Pick<Lane, 'isCurrent'> }>
  readonly contact: Pick<Contact, 'isLost' | 'silentMs'>
  fall(says: string): void
}

interface Progress {
  readonly fetched: number
  readonly sinceMs: number
}

export function createWatch(
  { clock, timing }: Pick<Connection, 'clock' | 'timing'>,
  topics: Pick<Topics, 'ends'>,
  names: readonly string[],
): Watch {
  const ends = new Map<string, ReadonlyMap<number, Ends>>()
  /** What did not help for a partition: the place and the end at which it stood still once before. Compaction
   *  and open transactions leave ends that no fetch ever comes to. */
  const fruitless = new Map<string, string>()

  async function look(life: Watched, progress: Map<string, Progress>): Promise<void> {
    for (const name of names) ends.set(name, await topics.ends(name))
    const now = clock.monotonicMs()
    for (const [partition, seat] of life.seats) {
      for (const [topic, fetched] of seat.feed.fetched()) {
        const place = `${topic}/${partition}`
        const before = progress.get(place)
        const end = ends.get(topic)?.get(partition)?.high ?? 0
        if (before?.fetched !== fetched || fetched >= end || seat.feed.isFull()) {
          progress.set(place, { fetched, sinceMs: now })
        } else if (
          now - before.sinceMs >= timing.stallMsMax &&
          fruitless.get(place) !== `${fetched} ${end}`
        ) {
          fruitless.set(place, `${fetched} ${end}`)
          life.fall(`${place} stands at ${fetched} of ${end} and is not fetched`)
          return
        }
      }
    }
  }

  return {
    follow(life) {
      const progress = new Map<string, Progress>()
      let looking = false
      const looks = setInterval(() => {
        if (looking) return
        looking = true
        // The log is away: then there is nothing to compare, and the consumer itself will say so.
        look(life, progress)
          .catch(() => undefined)
          .finally(() => {
            looking = false
          })
      }, timing.watchEveryMs)
      const silence = setInterval(() => {
        if (life.contact.isLost()) life.fall(`silent for ${Math.round(life.contact.silentMs())} ms`)
      }, timing.heartbeatEveryMs / 2)
      return () => {
        clearInterval(looks)
        clearInterval(silence)
      }
    },
    lag(seats) {
      const lag = new Map<string, number>()
      for (const [partition, { feed, lane }] of seats) {
        if (!lane.isCurrent()) continue
        for (const [topic, handed] of feed.handed()) {
          const end = Math.max(ends.get(topic)?.get(partition)?.high ?? 0, feed.fetched().get(topic) ?? 0)
          lag.set(`${topic}/${partition}`, Math.max(0, end - handed))
        }
      }
      return lag
    },
  }
}
