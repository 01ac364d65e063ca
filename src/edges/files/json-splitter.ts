import { badRecord, type FileRecord, type RecordSplitter, recordLengthMax, tooLong } from './file-record.ts'
import { parsed } from './ndjson-splitter.ts'

/** One list of objects, or objects one after another, over any number of lines. Only finds where each object
 *  begins and ends, so that a list of any length needs the memory of one record; `JSON.parse` reads it. */
export class JsonSplitter implements RecordSplitter {
  /** Text of the record in hand, as far as it came in earlier blocks. */
  #begun = ''
  #beganAtLine = 1
  #line = 1
  /** 0 between records: the list around them does not count. */
  #depth = 0
  #inText = false
  #escaped = false
  /** Between records, inside something that is no object. */
  #inStray = false

  push(text: string): FileRecord[] {
    const records: FileRecord[] = []
    let start = 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === newline) this.#line++
      if (this.#inText) this.#stepText(code)
      else if (this.#depth === 0) {
        this.#stepBetween(records, code)
        start = at
      } else if (code === quote) this.#inText = true
      else if (code === openBrace || code === openBracket) this.#depth++
      else if ((code === closeBrace || code === closeBracket) && --this.#depth === 0) {
        this.#finish(records, this.#begun + text.slice(start, at + 1))
      }
    }
    if (this.#depth > 0) this.#keep(text.slice(start))
    return records
  }

  end(): FileRecord[] {
    if (this.#depth === 0) return []
    return [badRecord(this.#beganAtLine, 'not-json', 'the file ends inside this record')]
  }

  #stepText(code: number): void {
    if (this.#escaped) this.#escaped = false
    else if (code === backslash) this.#escaped = true
    else if (code === quote) this.#inText = false
  }

  #stepBetween(records: FileRecord[], code: number): void {
    if (code === openBrace) {
      this.#depth = 1
      this.#beganAtLine = this.#line
      this.#begun = ''
      this.#inStray = false
    } else if (isSeparator(code)) this.#inStray = false
    else if (!this.#inStray) {
      this.#inStray = true
      records.push(badRecord(this.#line, 'wrong-shape', 'an object is meant'))
    }
  }

  /** What is too long already is not kept, only followed to its end. */
  #keep(text: string): void {
    this.#begun = this.#begun.length > recordLengthMax ? this.#begun : this.#begun + text
  }

  #finish(records: FileRecord[], text: string): void {
    this.#begun = ''
    records.push(text.length > recordLengthMax ? tooLong(this.#beganAtLine) : parsed(this.#beganAtLine, text))
  }
}

/** White space, and what holds a list of records together. */
function isSeparator(code: number): boolean {
  return code <= 0x20 || code === comma || code === openBracket || code === closeBracket
}

const newline = 0x0a
const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d
