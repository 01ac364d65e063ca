import type { Instruction } from '../../../src/core/reversal/instruction.ts'
import type { Reversal } from '../../../src/core/reversal/reversal.ts'
import type { Desk } from './desk.ts'

let words = 0

/** What a person says of this undoing, as the console would write it. */
export function says(
  waiting: Reversal,
  by: string,
  deed: Instruction['do'],
  part: Partial<Instruction> = {},
): Instruction {
  words += 1
  const { alertId, source, accountId, countermeasure, commandHash } = waiting
  return {
    instructionId: `spoken-${words}`,
    alertId,
    source,
    accountId,
    countermeasure,
    by,
    at: Date.now(),
    onShift: true,
    ...(deed === undefined ? {} : { do: deed }),
    ...(commandHash === undefined ? {} : { commandHash }),
    ...part,
  }
}

/** The first record that has all of it. */
export function reached(desk: Desk, alertId: string, part: Partial<Reversal>): Promise<Reversal> {
  return desk.until(() =>
    desk.reversals.find(
      (one) =>
        one.alertId === alertId &&
        Object.entries(part).every(([name, value]) => one[name as keyof Reversal] === value),
    ),
  )
}

/** Why a word was not followed. */
export function refused(desk: Desk, { instructionId }: Pick<Instruction, 'instructionId'>): Promise<string> {
  return desk.until(() => {
    const found = desk.notices.find(
      (one) => one.kind === 'InstructionRefused' && one.instructionId === instructionId,
    )
    return found?.kind === 'InstructionRefused' && found.says
  })
}
