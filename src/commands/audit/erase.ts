import { openAudit } from '../../edges/store/audit.ts'
import { type OwnStoreFlags, openOwnRecord, readOwnConfig, Trouble } from '../own-store.ts'

export interface EraseFlags extends OwnStoreFlags {
  readonly by: string
  readonly reason: string
}

/** `countermand audit erase SUBJECT --by ID --reason TEXT`: makes all that the record says of one person
 *  unreadable for ever, and leaves the record sound. */
export async function runErase(subject: string, flags: EraseFlags): Promise<void> {
  const database = await openOwnRecord(readOwnConfig(flags))
  try {
    const erased = await openAudit(database).erase(subject, flags.by, flags.reason, Date.now())
    if (erased.length === 0) throw new Trouble(`the record has no key of ${subject}`)
    console.log(
      `what the record says of ${erased.join(', ')} cannot be read any more; that it was erased is recorded`,
    )
  } finally {
    await database.destroy()
  }
}
