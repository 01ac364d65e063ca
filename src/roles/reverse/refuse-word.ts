import type { AnyWord } from '../../core/reversal/instruction.ts'
import type { Performing } from './performing.ts'

/** A person's word is not followed: they are told, everybody who looks at the case is, and the record has it. */
export async function refuseWord(
  { clock, ledger, notice }: Pick<Performing, 'clock' | 'ledger' | 'notice'>,
  word: AnyWord,
  says: string,
): Promise<void> {
  await ledger.refuseWord(word, says, clock.now())
  notice({ kind: 'InstructionRefused', instructionId: word.instructionId, says })
}
