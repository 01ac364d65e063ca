import type { AccountChange } from '../../core/change/account-change.ts'
import type { NewRecord } from '../../ports/log.ts'
import type { BookFile } from './book-file.ts'

/** Changes that are applied and still have to be put on the topic. They are written down in the transaction
 *  that applies them, so that a program that dies in between puts them there at its next start: at least
 *  once, with the same ids. */
export interface Outbox {
  /** Within the transaction that applies them. `seq` is the platform's count after the last of them. */
  post(changes: readonly AccountChange[], seq: number): void
  /** Resolves when nothing waits any more. One after another, so that changes stand on the topic in the order
   *  in which they were applied. */
  flush(): Promise<void>
}

/** Changes in one append. */
const appendMax = 500

export function createOutbox(
  file: BookFile,
  append: (records: readonly NewRecord[]) => Promise<void>,
): Outbox {
  let sending: Promise<void> = Promise.resolve()

  /** What was posted while the last append was under way goes together: nobody waits behind one after another. */
  async function send(): Promise<void> {
    let seqs: number[] = []
    let records: NewRecord[] = []
    const sendSome = async () => {
      await append(records)
      file.transact(() => seqs.forEach((seq) => file.unpost(seq)))
      seqs = []
      records = []
    }
    for (const { seq, lines } of file.posted()) {
      const more = lines.split('\n').map(recordOf)
      if (records.length > 0 && records.length + more.length > appendMax) await sendSome()
      seqs.push(seq)
      records.push(...more)
    }
    if (records.length > 0) await sendSome()
  }

  return {
    post(changes, seq) {
      for (let from = 0; from < changes.length; from += appendMax) {
        const some = changes.slice(from, from + appendMax)
        file.post(seq - changes.length + from + 1, some.map(lineOf).join('\n'))
      }
    },
    flush() {
      sending = sending.then(send, send)
      return sending
    },
  }
}

/** Key and value with a tab between: neither an id of this platform nor JSON has one in it. */
function lineOf(change: AccountChange): string {
  return `${change.actor.id}\t${JSON.stringify(change)}`
}

function recordOf(line: string): NewRecord {
  const tab = line.indexOf('\t')
  return { key: line.slice(0, tab), value: Buffer.from(line.slice(tab + 1)) }
}
