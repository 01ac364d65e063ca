import type { Countermeasure } from './countermeasures.ts'

/** What a person tells the machine to do about one alert, on `countermand.instructions`, keyed by account. */
export interface Instruction {
  readonly instructionId: string
  readonly alertId: string
  readonly source: string
  readonly accountId: string
  readonly countermeasure: Countermeasure
  readonly by: string
  readonly at: number
  readonly reason?: string
}
