import Papa from 'papaparse'
import { EdgeError } from '../../ports/edge-error.ts'
import {
  badRecord,
  type FileRecord,
  newlinesIn,
  type RecordSplitter,
  recordLengthMax,
  tooLong,
} from './file-record.ts'

/** Comma-separated values with a head line, as RFC 4180 has them; every field is a text. Empty lines are
 *  nothing. A quote that nobody closes costs its own line, not the rest of the file.
 *  Throws `EdgeError('file-unreadable')` for a head that cannot name the fields. */
export class CsvSplitter implements RecordSplitter {
  readonly #path: string
  #parser: Papa.Parser | undefined
  #head: readonly string[] | undefined
  #rest = ''
  #line = 1
  /** Inside a line that is given up, up to its end. */
  #dropping = false

  constructor(path: string) {
    this.#path = path
  }

  push(text: string): FileRecord[] {
    this.#rest += text
    return this.#read(true)
  }

  end(): FileRecord[] {
    return this.#read(false)
  }

  #read(more: boolean): FileRecord[] {
    const records: FileRecord[] = []
    if (this.#dropping) this.#dropLine()
    let window = windowMax
    while (this.#rest !== '') {
      const isWhole = this.#rest.length <= window
      // Never cut inside a line end: a closing quote before half of one would look misplaced.
      const cut = isWhole && !more ? this.#rest.length : this.#rest.lastIndexOf('\n', window - 1) + 1
      const found = this.#parse(this.#rest.slice(0, cut), more || cut < this.#rest.length)
      for (const row of found.rows) this.#take(records, row, found.hasQuotes)
      this.#rest = this.#rest.slice(found.end)
      if (found.isBad) {
        records.push(badRecord(this.#line, 'wrong-shape', 'a quote is not closed, or not where a field ends'))
        this.#dropLine()
        window = windowMin
      } else if (found.end > 0) window = Math.min(window * 2, windowMax)
      else if (this.#rest.length > recordLengthMax) {
        records.push(tooLong(this.#line))
        this.#dropLine()
      } else if (isWhole) break
      else window *= 2
    }
    return records
  }

  #parse(text: string, more: boolean): Found {
    this.#parser ??= new Papa.Parser({ delimiter: ',', newline: lineEndOf(text) })
    const { data, errors, meta }: PapaResults = this.#parser.parse(text, 0, more)
    const hasQuotes = text.includes('"')
    const bad = errors[0]
    if (bad === undefined) return { rows: data, end: meta.cursor, isBad: false, hasQuotes }
    // The parser has looked for the end of that quote far into the lines that follow: they are read again.
    const end = text.lastIndexOf('\n', bad.index - 1) + 1
    return { rows: data.slice(0, bad.row), end, isBad: true, hasQuotes }
  }

  #take(records: FileRecord[], row: readonly string[], hasQuotes: boolean): void {
    const line = this.#line
    this.#line += 1
    if (hasQuotes) for (const field of row) this.#line += newlinesIn(field)
    if (row.length === 1 && row[0] === '') return
    if (this.#head === undefined) this.#head = this.#checkHead(row)
    else if (row.length === this.#head.length) records.push({ line, record: recordOf(this.#head, row) })
    else {
      const says = `${row.length} fields, where the head has ${this.#head.length}`
      records.push(badRecord(line, 'wrong-shape', says))
    }
  }

  #checkHead(head: readonly string[]): readonly string[] {
    const repeated = head.filter((name, i) => head.indexOf(name) !== i)
    const wrong = [...repeated, ...head.filter((name) => name.trim() === '' || name === '__proto__')]
    if (wrong.length === 0 && head.length <= columnsMax) return head
    const says =
      wrong.length === 0 ? `${head.length} columns: at most ${columnsMax} are read` : `column "${wrong[0]}"`
    throw new EdgeError('file-unreadable', `${this.#path}: its head cannot name the fields: ${says}`, {
      retryable: false,
    })
  }

  #dropLine(): void {
    const end = this.#rest.indexOf('\n')
    this.#dropping = end === -1
    this.#rest = end === -1 ? '' : this.#rest.slice(end + 1)
    if (end !== -1) this.#line++
  }
}

const columnsMax = 1000

/** How much is parsed at once. After a stray quote everything behind it in the window is parsed again, so the
 *  next window is small: a file full of stray quotes would else cost a window for each of its lines. */
const windowMax = 65_536
const windowMin = 512

interface Found {
  readonly rows: readonly (readonly string[])[]
  /** Where the rows end in the text. */
  readonly end: number
  /** True where a line that cannot be read begins at `end`. */
  readonly isBad: boolean
  readonly hasQuotes: boolean
}

/** What Papa's parser answers; its types leave it open. */
interface PapaResults {
  readonly data: readonly (readonly string[])[]
  readonly errors: readonly { readonly row: number; readonly index: number }[]
  readonly meta: { readonly cursor: number }
}

function lineEndOf(text: string): '\n' | '\r\n' {
  const end = text.indexOf('\n')
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n'
}

function recordOf(head: readonly string[], row: readonly string[]): Record<string, string> {
  const record: Record<string, string> = {}
  for (let i = 0; i < head.length; i++) record[head[i] ?? ''] = row[i] ?? ''
  return record
}
