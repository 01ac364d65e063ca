import { BaselineBook } from '../../core/baseline/baseline-book.ts'
import type { Baselines } from '../../core/baseline/baselines.ts'
import { PartitionTally } from '../../core/baseline/partition-tally.ts'
import { layBeneath, type TaughtPeers } from '../../core/baseline/taught-peers.ts'
import type { Step } from '../../core/decision/step.ts'
import type { RememberedActors } from '../../roles/detect/remembered-actors.ts'

/** What is usual for peers and for the fleet, along a history: all of it is one partition here. */
export interface HistoryBaselines {
  /** Those that hold for a change at this event time; asked in order. */
  at(occurredAt: number): Baselines | undefined
  count(step: Step): void
}

/** `taught`: what the policy knows of peers, for groups of which too little was seen. */
export function openBaselines(actors: RememberedActors, taught: TaughtPeers | undefined): HistoryBaselines {
  const beneath = layBeneath()
  const tally = new PartitionTally()
  const book = new BaselineBook()
  return {
    at(occurredAt) {
      const closed = tally.close(occurredAt, () => actors.values())
      if (closed?.minute !== undefined) book.takeMinute(0, closed.minute)
      if (closed?.day !== undefined) book.takeDay(0, closed.day)
      return beneath(book.at(occurredAt), taught)
    },
    count: ({ sight, decision }) => tally.count(sight, decision.alerts),
  }
}
