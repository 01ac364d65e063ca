import { foldId } from '../../core/spelling/same-id.ts'
import { type AnyRow, type Feed, openFeed, ringAgeMsMax, type StoredRow, stored } from './feed.ts'
import type { View } from './protocol.ts'

/** One view with one filter, as each person sees it: all of it but what is about themself. Each has a feed of their
 *  own from the first socket on, whether or not anything is kept from them, so that neither a hole in the numbers
 *  nor a snapshot out of turn tells anybody that there is something to hide. Rows are made into JSON once for all.
 *
 *  A row may turn out later to be about somebody more: then it leaves their feed as any row does. */
export function openOwnFeeds(view: View): OwnFeeds {
  const rows = new Map<string, OwnRow>()
  const people = new Map<string, Feed>()
  /** Numbers go on where a feed ended: the same number never means two things within an epoch. */
  const endedAt = new Map<string, number>()

  return {
    view,
    of(personId) {
      const known = people.get(personId)
      if (known !== undefined) return known
      const visible = [...rows.values()].filter(({ hands }) => !hands.has(foldId(personId)))
      const feed = openFeed(
        view,
        visible.map(({ row }) => row),
        (endedAt.get(personId) ?? 0) + 1,
      )
      people.set(personId, feed)
      return feed
    },
    people: () => people,
    end(personId) {
      const feed = people.get(personId)
      if (feed === undefined) return
      endedAt.set(personId, feed.seq())
      people.delete(personId)
    },
    put(row, hands = []) {
      const known = rows.get(row.id)
      if (known !== undefined && known.row.v >= row.v) return
      const own = { row: stored(row), hands: new Set([...hands].map(foldId)) }
      rows.set(row.id, own)
      for (const [personId, feed] of people) {
        if (own.hands.has(foldId(personId))) feed.del(row.id)
        else feed.put(own.row)
      }
    },
    hide(id, hands) {
      const known = rows.get(id)
      if (known === undefined) return
      const more = new Set([...hands].map(foldId)).difference(known.hands)
      for (const hand of more) known.hands.add(hand)
      for (const [personId, feed] of people) if (more.has(foldId(personId))) feed.del(id)
    },
    del(id) {
      if (!rows.delete(id)) return
      for (const feed of people.values()) feed.del(id)
    },
    forget(id) {
      rows.delete(id)
      for (const feed of people.values()) feed.forget(id)
    },
  }
}

export interface OwnFeeds {
  readonly view: View
  of(personId: string): Feed
  people(): ReadonlyMap<string, Feed>
  /** Nobody of that name has looked for longer than a feed remembers. */
  end(personId: string): void
  /** `hands`: whom it is about, by their own ids. */
  put(row: AnyRow, hands?: Iterable<string>): void
  /** It is about these too. */
  hide(id: string, hands: Iterable<string>): void
  del(id: string): void
  /** See `Feed`. */
  forget(id: string): void
}

interface OwnRow {
  readonly row: StoredRow
  /** Folded. */
  readonly hands: Set<string>
}

/** How long the feed of somebody who has left is kept. */
export const awayMsMax = ringAgeMsMax
