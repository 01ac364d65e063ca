import type { Case } from '../../core/case/case.ts'
import { type CasePlace, type Cases, casesPageMax } from '../../ports/cases.ts'
import { type OwnFeeds, openOwnFeeds } from './own-feeds.ts'
import type { Filter } from './protocol.ts'

/** The queue as two feeds, kept in step with the store by asking what changed.
 *
 *  The store is where instances meet, so it is asked rather than told: after every hint (`moved`) and once a
 *  second without one. What was changed a little before the last look is read again, because a transaction
 *  that began earlier, or a machine whose clock is behind, may commit later; revisions drop the repeats. */
export function openQueueFeeds({ cases, casesMax, now, about }: QueueNeeds): QueueFeeds {
  const feeds: Readonly<Record<Filter, OwnFeeds>> = {
    open: openOwnFeeds('queue'),
    all: openOwnFeeds('queue'),
  }
  const revisions = new Map<string, Case>()
  let moved = true
  let lookedAt = now() - closedAgeMsMax
  let looking = false

  /** Whom a case is about is asked after it was read, and only ever grows: whoever comes between is kept from it. */
  const takeAll = async (rows: readonly Case[]) => {
    const news = rows.filter((row) => (revisions.get(row.caseId)?.revision ?? -1) < row.revision)
    const hands = await cases.handsOf(news.map((row) => row.caseId))
    for (const row of news) take(row, hands.get(row.caseId) ?? [])
  }
  const take = (row: Case, hands: readonly string[]) => {
    revisions.delete(row.caseId)
    revisions.set(row.caseId, row)
    const put = { id: row.caseId, v: row.revision, row }
    feeds.all.put(put, hands)
    if (row.state === 'closed') feeds.open.del(row.caseId)
    else feeds.open.put(put, hands)
    about(row.caseId, hands)
    // The map is in the order of last change, so its first is the one longest untouched.
    const [longest] = revisions.keys()
    if (revisions.size > casesMax && longest !== undefined) drop(longest)
  }
  const drop = (caseId: string) => {
    revisions.delete(caseId)
    feeds.all.del(caseId)
    feeds.open.del(caseId)
  }
  const dropOldClosed = () => {
    for (const row of revisions.values()) {
      if (row.state === 'closed' && row.updatedAt < now() - closedAgeMsMax) drop(row.caseId)
    }
  }

  return {
    feeds,
    moved: () => {
      moved = true
    },
    async fill() {
      const open = await newest(cases, { state: 'open' }, casesMax)
      const closed = await newest(cases, { state: 'closed', updatedSince: now() - closedAgeMsMax }, casesMax)
      const all = [...open, ...closed].sort((a, b) => a.updatedAt - b.updatedAt).slice(-casesMax)
      for (let first = 0; first < all.length; first += casesPageMax)
        await takeAll(all.slice(first, first + casesPageMax))
      lookedAt = all.at(-1)?.updatedAt ?? lookedAt
    },
    async look(anyway) {
      if (looking || (!moved && !anyway)) return
      looking = true
      moved = false
      try {
        for await (const page of changedSince(cases, lookedAt - overlapMs)) {
          await takeAll(page)
          lookedAt = Math.max(lookedAt, ...page.map((row) => row.updatedAt))
        }
        if (anyway) dropOldClosed()
      } finally {
        looking = false
      }
    },
  }
}

export interface QueueFeeds {
  readonly feeds: Readonly<Record<Filter, OwnFeeds>>
  moved(): void
  /** Reads the queue as it stands. */
  fill(): Promise<void>
  /** Reads what changed, if a hint was given or `anyway`. Rejects with what the store says. */
  look(anyway: boolean): Promise<void>
}

interface QueueNeeds {
  readonly cases: Pick<Cases, 'list' | 'handsOf'>
  /** Told whom each case is about. */
  readonly about: (caseId: string, hands: readonly string[]) => void
  readonly casesMax: number
  readonly now: () => number
}

/** Clocks of two instances and the longest transaction of the store, generously. */
const overlapMs = 10_000
/** A closed case stays in sight for a day. */
const closedAgeMsMax = 24 * 60 * 60_000

async function newest(
  cases: QueueNeeds['cases'],
  which: { state: 'open' | 'closed'; updatedSince?: number },
  rowsMax: number,
): Promise<Case[]> {
  const rows: Case[] = []
  let after: CasePlace | undefined
  while (rows.length < rowsMax) {
    const page = await cases.list({
      ...which,
      order: 'newest',
      limit: casesPageMax,
      ...(after === undefined ? {} : { after }),
    })
    rows.push(...page)
    after = page.at(-1)
    if (page.length < casesPageMax) break
  }
  return rows
}

async function* changedSince(cases: QueueNeeds['cases'], since: number): AsyncGenerator<readonly Case[]> {
  let after: CasePlace | undefined
  for (;;) {
    const page = await cases.list({
      order: 'oldest',
      updatedSince: since,
      limit: casesPageMax,
      ...(after === undefined ? {} : { after }),
    })
    yield page
    after = page.at(-1)
    if (page.length < casesPageMax) return
  }
}
