import type { Instruction } from '../../core/reversal/instruction.ts'
import type { Ledger } from '../../ports/ledger.ts'
import type { Database } from './database.ts'
import { inStore } from './store-call.ts'

/** What people asked for, kept until it is answered: an instruction may be read before its alert. */
export function openInstructions(
  database: Database,
): Pick<Ledger, 'keepInstruction' | 'waitingInstructions' | 'answerInstruction' | 'giveUpInstructions'> {
  return {
    keepInstruction: (instruction) =>
      inStore('keep an instruction', async () => {
        const rows = await database
          .insertInto('instructions')
          .values({
            instruction_id: instruction.instructionId,
            alert_id: instruction.alertId,
            at: instruction.at,
            answer: null,
            body: JSON.stringify(instruction),
          })
          .onConflict((clash) => clash.doNothing())
          .returning('instruction_id')
          .execute()
        return rows.length === 1
      }),
    waitingInstructions: (alertId) =>
      inStore('read instructions', async () => {
        const rows = await database
          .selectFrom('instructions')
          .select('body')
          .where('alert_id', '=', alertId)
          .where('answer', 'is', null)
          .orderBy('at')
          .orderBy('instruction_id')
          .execute()
        return rows.map((row) => JSON.parse(row.body) as Instruction)
      }),
    answerInstruction: (instructionId, says) =>
      inStore('answer an instruction', async () => {
        await database
          .updateTable('instructions')
          .set({ answer: says })
          .where('instruction_id', '=', instructionId)
          .execute()
      }),
    giveUpInstructions: (before, says) =>
      inStore('give up instructions', async () => {
        const rows = await database
          .updateTable('instructions')
          .set({ answer: says })
          .where('answer', 'is', null)
          .where('at', '<', before)
          .returning('instruction_id')
          .execute()
        return rows.map((row) => row.instruction_id)
      }),
  }
}
