import type { Account, ActorKind, Origin, Outcome, Reason } from '../change/account-change.ts'
import type { Action } from '../change/actions.ts'

/** What one row of a table stages: an actor with a past, and what they do to whom, when. Words of the table
 *  write into it, `play` makes changes of it. */
export interface Scene {
  readonly actor: StagedActor
  readonly action: Action
  readonly outcome: Outcome
  /** How long the measure lasts. Undefined: nobody knows. */
  readonly lastsMs: number | 'for good' | undefined
  readonly account: Omit<Account, 'id'>
  /** Undefined: nobody knows. */
  readonly accountAgeMs: number | undefined
  /** How many accounts alike are touched, over how long. */
  readonly accounts: number
  readonly spanMs: number
  readonly oneOperation: boolean
  /** Undefined: as this actor usually gives. */
  readonly reason: Reason | 'none' | undefined
  readonly moment: Moment
}

export interface StagedActor {
  readonly kind: ActorKind
  readonly team: string | undefined
  readonly role: string | undefined
  /** Undefined: nobody knows. */
  readonly tenureMs: number | undefined
  /** Before the moment, where negative. Undefined: no end is known. */
  readonly endsInMs: number | undefined
  readonly credentialAgeMs: number | undefined
  readonly habit: Habit
  /** What of this session is not as it always was. */
  readonly origin: Origin
}

/** The ordinary past that the actor's memory is made by. */
export interface Habit {
  /** False for somebody never seen before. */
  readonly seen: boolean
  readonly actsAnHour: number
  /** In turn. */
  readonly actions: readonly Action[]
  readonly reason: Reason
  readonly accounts: 'ordinary' | 'notable' | 'protected'
}

export interface Moment {
  /** 0 is Monday. */
  readonly weekday: number
  readonly minuteOfDay: number
  /** Between the last ordinary act and this moment; undefined: none to speak of. */
  readonly silenceMs: number | undefined
  readonly askedBeforeMs: number | undefined
}

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export const ordinaryAccountAgeMs = 900 * dayMs

export const ordinaryAccount: Omit<Account, 'id'> = {
  kind: 'person',
  followers: 180,
  verified: 'none',
  protectedClass: [],
}

const ordinaryHabit: Habit = {
  seen: true,
  actsAnHour: 4,
  // Mostly one thing, as in real desks' logs, and now and then its like or its undoing.
  actions: ['suspend', 'suspend', 'suspend', 'lock', 'unsuspend'],
  reason: { code: 'abuse', reportId: 'R-1' },
  accounts: 'ordinary',
}

const ordinaryActor: StagedActor = {
  kind: 'employee',
  team: undefined,
  role: undefined,
  tenureMs: 2200 * dayMs,
  endsInMs: undefined,
  credentialAgeMs: undefined,
  habit: ordinaryHabit,
  origin: {},
}

/** What a row stages where it says nothing: an old hand suspends somebody, as always, on a Tuesday morning. */
export const ordinaryScene: Scene = {
  actor: ordinaryActor,
  action: 'suspend',
  outcome: 'done',
  lastsMs: undefined,
  account: ordinaryAccount,
  accountAgeMs: ordinaryAccountAgeMs,
  accounts: 1,
  spanMs: 0,
  oneOperation: false,
  reason: undefined,
  moment: { weekday: 1, minuteOfDay: 600, silenceMs: undefined, askedBeforeMs: undefined },
}

/** An actor of a kind, with the facts and the past that are usual for it. */
export function actorOfKind(kind: ActorKind): StagedActor {
  const stranger = { ...ordinaryActor, kind, tenureMs: undefined }
  switch (kind) {
    case 'employee':
      return ordinaryActor
    case 'contractor':
      return { ...ordinaryActor, kind, tenureMs: 300 * dayMs, endsInMs: 180 * dayMs }
    case 'volunteer':
      return { ...stranger, habit: { ...ordinaryHabit, actsAnHour: 2, reason: { code: 'abuse' } } }
    case 'automation':
    case 'system':
      return {
        ...stranger,
        habit: {
          ...ordinaryHabit,
          actsAnHour: 6_000,
          actions: ['suspend'],
          reason: { code: 'spam', policies: ['rule/spam'] },
        },
      }
    case 'owner':
    case 'unknown':
      return { ...stranger, habit: { ...ordinaryHabit, seen: false } }
    default:
      return kind satisfies never
  }
}
