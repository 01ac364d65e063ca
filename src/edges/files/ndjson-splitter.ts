import { badRecord, type FileRecord, type RecordSplitter, recordLengthMax, tooLong } from './file-record.ts'

/** One JSON value a line; empty lines are nothing. */
export class NdjsonSplitter implements RecordSplitter {
  #rest = ''
  #line = 1
  /** Inside a line of which too much has come already. */
  #skipping = false

  push(text: string): FileRecord[] {
    const records: FileRecord[] = []
    let from = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', from)) {
      this.#take(records, this.#rest + text.slice(from, end))
      this.#rest = ''
      this.#line++
      from = end + 1
    }
    this.#rest += text.slice(from)
    if (this.#rest.length > recordLengthMax) {
      if (!this.#skipping) records.push(tooLong(this.#line))
      this.#skipping = true
      this.#rest = ''
    }
    return records
  }

  end(): FileRecord[] {
    const records: FileRecord[] = []
    this.#take(records, this.#rest)
    this.#rest = ''
    return records
  }

  #take(records: FileRecord[], line: string): void {
    const wasSkipped = this.#skipping
    this.#skipping = false
    if (wasSkipped || line.trim() === '') return
    records.push(line.length > recordLengthMax ? tooLong(this.#line) : parsed(this.#line, line))
  }
}

export function parsed(line: number, text: string): FileRecord {
  try {
    return { line, record: JSON.parse(text) }
  } catch (cause) {
    return badRecord(line, 'not-json', cause instanceof Error ? cause.message : String(cause))
  }
}
