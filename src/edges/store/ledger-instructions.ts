import type { AnyWord, Instruction } from '../../core/reversal/instruction.ts'
import type { Ledger } from '../../ports/ledger.ts'
import type { Database } from './database.ts'
import { inStore } from './store-call.ts'
import { noteRefusal } from './told-words.ts'

/** What people asked for, kept until it is answered: an instruction may be read before its alert. */
export function openInstructions(
  database: Database,
): Pick<
  Ledger,
  'keepInstruction' | 'waitingInstructions' | 'answerInstruction' | 'refuseWord' | 'giveUpInstructions'
> {
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
    refuseWord: (word, says, at) => refuse(database, word, says, at),
    async giveUpInstructions(before, says, at) {
      const waiting = await inStore('give up instructions', () =>
        database
          .selectFrom('instructions')
          .select('body')
          .where('answer', 'is', null)
          .where('at', '<', before)
          .orderBy('at')
          .execute(),
      )
      const refused: string[] = []
      for (const { body } of waiting) {
        const word: Instruction = JSON.parse(body)
        if (await refuse(database, word, says, at)) refused.push(word.instructionId)
      }
      return refused
    },
  }
}

/** Each in a transaction of its own: what it locks comes before the tip of the record, which it holds to its end. */
function refuse(database: Database, word: AnyWord, says: string, at: number): Promise<boolean> {
  return inStore('refuse a word', () =>
    database.transaction().execute(async (store) => {
      const answered = await store
        .insertInto('instructions')
        .values({
          instruction_id: word.instructionId,
          alert_id: word.alertId,
          at: word.at,
          answer: says,
          body: JSON.stringify(word),
        })
        .onConflict((clash) =>
          clash
            .column('instruction_id')
            .doUpdateSet({ answer: says })
            .where('instructions.answer', 'is', null),
        )
        .returning('instruction_id')
        .executeTakeFirst()
      if (answered === undefined) return false
      await noteRefusal(store, word, says, at)
      return true
    }),
  )
}
