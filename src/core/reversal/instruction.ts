import type { Countermeasure } from './countermeasures.ts'

/** What a person tells the machine to do about one alert, on `countermand.instructions`, keyed by account. */
export interface Instruction {
  readonly instructionId: string
  readonly alertId: string
  readonly source: string
  readonly accountId: string
  readonly countermeasure: Countermeasure
  readonly by: string
  /** The person's own, where they have one. */
  readonly team?: string
  /** Whether they may work on cases and had the console open within the last two minutes. */
  readonly onShift?: boolean
  readonly at: number
  readonly reason?: string
}
