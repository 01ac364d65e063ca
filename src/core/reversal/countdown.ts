/** How long a yes is worth anything. Whoever said it longer ago must look again. */
export const approvalMsMax = 300_000

/** How long a countdown of mode `veto` runs where its tier does not say. */
export const waitSecondsDefault = 120
export const waitSecondsMin = 10
export const waitSecondsMax = 1_800

/** A countdown may be made longer this often, each time by what it had at first, and never beyond an hour in
 *  all: nobody keeps a decision open by asking for time. */
export const extensionsMax = 3
export const countdownMsMax = 3_600_000

export interface Approval {
  readonly by: string
  readonly at: number
  /** Whether they may say yes to what an exclusion keeps. */
  readonly cleared?: true
  readonly team?: string
  /** What they had been told stands against it. */
  readonly told?: readonly string[]
}

/** Server time, in ms since the epoch. */
export interface Countdown {
  readonly startedAt: number
  readonly endsAt: number
  /** What it had at first. */
  readonly waitMs: number
  readonly extensions: number
  /** Who of those on shift has seen this very countdown. */
  readonly acknowledgedBy?: string
  /** What is known of them. */
  readonly acknowledgedAs?: Pick<Approval, 'team' | 'cleared'>
  /** When half of it was over and nobody had. */
  readonly alarmedAt?: number
  /** Then silence is no consent any more: it takes the explicit yes of these. */
  readonly handedTo?: HandedTo
}

export type HandedTo = { readonly person: string } | { readonly role: string }

export function beginCountdown(startedAt: number, waitMs: number): Countdown {
  return { startedAt, endsAt: startedAt + waitMs, waitMs, extensions: 0 }
}

/** Half of what it has by now: 120 s -> 60 s after it began. */
export function halfOf({ startedAt, endsAt }: Countdown): number {
  return startedAt + Math.floor((endsAt - startedAt) / 2)
}

/** Longer by what it had at first, or `undefined` where it has had enough, or would end too late to do anything.
 *
 *  wait 120 s, end at 120 s     first    -> end at 240 s
 *  wait 120 s, end at 480 s     fourth   -> -
 *  wait 30 min, end at 60 min   second   -> -   (an hour in all)
 *  wait 120 s, end at 120 s     first    -> -   (nothing undoes it from 240 s on) */
export function extend(countdown: Countdown, noReturnAt?: number): Countdown | undefined {
  const endsAt = countdown.endsAt + countdown.waitMs
  if (countdown.extensions >= extensionsMax || endsAt > countdown.startedAt + countdownMsMax) return undefined
  const longer = { ...countdown, endsAt, extensions: countdown.extensions + 1 }
  return endsTooLate(longer, noReturnAt) ? undefined : longer
}

/** Whether at its end nothing undoes the change any more: then waiting for it in silence would be to give up in
 *  silence. */
export function endsTooLate({ endsAt }: Pick<Countdown, 'endsAt'>, noReturnAt: number | undefined): boolean {
  return endsAt >= (noReturnAt ?? Infinity)
}

export const endsTooLateWords =
  'its countdown would end after the point of no return, so somebody must say yes before'

/** Whether this person's yes is the one that was asked for. */
export function isHandedTo(
  handedTo: HandedTo,
  { by, roles }: { readonly by: string; readonly roles?: readonly string[] | undefined },
): boolean {
  return 'person' in handedTo ? handedTo.person === by : roles?.includes(handedTo.role) === true
}

/** `jonas`   `role:legal` */
export function handedToText(handedTo: HandedTo): string {
  return 'person' in handedTo ? handedTo.person : `role:${handedTo.role}`
}
