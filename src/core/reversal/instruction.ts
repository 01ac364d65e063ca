import type { ContainWordVerb } from './contain-message.ts'
import type { Countermeasure } from './countermeasures.ts'

export const instructionDeeds = ['undo', 'approve', 'veto', 'acknowledge', 'extend', 'hand-over'] as const
/** `approve` says yes to what waits; `undo` too, and asks for what nothing has proposed; `veto` says no;
 *  `acknowledge` says that somebody on shift has seen the countdown; `extend` asks for more time; `hand-over`
 *  makes it somebody else's, or one's own, whose explicit yes it then takes. */
export type InstructionDeed = (typeof instructionDeeds)[number]

/** What a person tells the machine to do about one alert, on `countermand.instructions`, keyed by account. */
export interface Instruction {
  readonly instructionId: string
  /** Absent: `undo`. */
  readonly do?: InstructionDeed
  readonly alertId: string
  readonly source: string
  readonly accountId: string
  readonly countermeasure: Countermeasure
  readonly by: string
  readonly at: number
  readonly reason?: string
  /** What is known of the person, written by the console that knows them: their own team, where they have one. */
  readonly team?: string
  readonly roles?: readonly string[]
  /** Whether they may work on cases and had the console open within the last two minutes. */
  readonly onShift?: boolean
  /** Whether they may say yes to what an exclusion keeps from everybody else. */
  readonly cleared?: boolean
  /** Of the exact command that the person saw. */
  readonly commandHash?: string
  /** Where one yes is given to several that belong together: every command that it covers, by its hash. */
  readonly commandHashes?: readonly string[]
  /** For `hand-over`: one of the two. */
  readonly toPerson?: string
  readonly toRole?: string
}

/** Everything that a person can tell the machine. */
export type SpokenVerb = InstructionDeed | ContainWordVerb

/** As much as every word says, whatever it is about. */
export interface AnyWord {
  readonly instructionId: string
  readonly do?: SpokenVerb | undefined
  readonly alertId: string
  readonly by: string
  readonly at: number
}
