import { assignPartitions } from '../assignment.ts'
import type { Lane } from '../lane.ts'
import { settlesWithin } from '../waiting.ts'

/** A consumer group inside this process: which member holds which partition number.
 *
 *  Each number is a seat. When a member comes or goes the seats are shared out anew, and a seat changes hands
 *  one step at a time: its holder finishes the batch in hand and gets up, then the next one sits down. A holder
 *  that does not get up in time is fenced, and loses the seat all the same. */
export interface Group {
  readonly topics: readonly string[]
  isEmpty(): boolean
  enter(member: Seated): void
  leave(member: Seated): void
}

export interface Seated {
  readonly id: string
  /** Begins to read the partition number. */
  sit(partition: number): Lane
}

interface Seat {
  readonly partition: number
  wanted: Seated | undefined
  held: { readonly member: Seated; readonly lane: Lane } | undefined
  changing: boolean
}

export function createGroup(topics: readonly string[], partitions: number, handoverMsMax: number): Group {
  const members = new Set<Seated>()
  const seats: readonly Seat[] = Array.from({ length: partitions }, (_, partition) => ({
    partition,
    wanted: undefined,
    held: undefined,
    changing: false,
  }))

  function share(): void {
    const claims = [...members].map((member) => ({
      id: member.id,
      owns: seats.filter(({ wanted }) => wanted === member).map(({ partition }) => partition),
    }))
    const shares = assignPartitions(claims, partitions)
    for (const seat of seats) seat.wanted = undefined
    for (const member of members) {
      for (const partition of shares.get(member.id) ?? []) {
        const seat = seats[partition]
        if (seat !== undefined) seat.wanted = member
      }
    }
    for (const seat of seats) void change(seat)
  }

  async function change(seat: Seat): Promise<void> {
    if (seat.changing) return
    seat.changing = true
    while (seat.held?.member !== seat.wanted) {
      if (seat.held !== undefined) {
        const { lane } = seat.held
        lane.release()
        await settlesWithin(lane.done, handoverMsMax)
        lane.fence()
        seat.held = undefined
      } else if (seat.wanted !== undefined) {
        seat.held = { member: seat.wanted, lane: seat.wanted.sit(seat.partition) }
      }
    }
    seat.changing = false
  }

  return {
    topics,
    isEmpty: () => members.size === 0,
    enter(member) {
      members.add(member)
      share()
    },
    leave(member) {
      members.delete(member)
      share()
    },
  }
}
