import { fieldKinds } from '../change/mapping-fields.ts'
import { nearest } from '../spelling/nearest.ts'
import { accountWords } from './account-words.ts'
import { actorWords } from './actor-words.ts'
import { actionWords, reasonWords } from './deed-words.ts'
import { type ExpectedColumn, expectedColumns, readExpectation } from './expectation.ts'
import { momentWords } from './moment-words.ts'
import type { PlacedExpectation, PolicyTable, Row, TableFault } from './policy-table.ts'
import { ordinaryScene, type Scene } from './scene.ts'
import { hasPast } from './staged-past.ts'
import { type Cell, type TableLine, tableLine, withoutComment } from './table-line.ts'
import { type Definition, readPhrase, type Word } from './word.ts'

export const tableCharsMax = 262_144
const rowsMax = 2_000

/** The columns before the arrow and the words that each knows, in the order in which they are staged: the
 *  kind of actor brings the usual facts, which what follows may change. */
export const givenColumns = {
  actor: actorWords,
  does: actionWords,
  account: accountWords,
  reason: reasonWords,
  when: momentWords,
} as const satisfies Record<string, readonly Word[]>
export type GivenColumn = keyof typeof givenColumns
const givenNames = Object.keys(givenColumns) as readonly GivenColumn[]

/** Reads a file of table tests, or says every fault in it. */
export function readTable(text: string): PolicyTable | readonly TableFault[] {
  if (text.length > tableCharsMax) {
    return [{ line: 1, column: 1, says: `longer than ${tableCharsMax} characters` }]
  }
  const reading = new TableReading()
  for (const [index, line] of text.split(/\r?\n/u).entries()) reading.read(withoutComment(line), index + 1)
  return reading.end()
}

export function isTable(read: PolicyTable | readonly TableFault[]): read is PolicyTable {
  return !Array.isArray(read)
}

interface Header {
  readonly given: readonly (GivenColumn | undefined)[]
  readonly expected: readonly (ExpectedColumn | undefined)[]
}

/** A file line by line: names and settings, then tables, each under a header of its own. */
class TableReading {
  private readonly faults: TableFault[] = []
  private readonly names: Definition[] = []
  private readonly rows: Row[] = []
  private readonly misfits = new Set<string>()
  private policy: string | undefined
  private readonly neverKnown = new Set<string>()
  private header: Header | undefined

  read(line: string, number: number): void {
    if (line.trim() === '') return
    const cells = tableLine(line)
    if (cells !== undefined) this.readTableLine(cells, number)
    else if (!this.readSetting(line, number)) this.readName(line, number)
  }

  end(): PolicyTable | readonly TableFault[] {
    for (const { name, line, used } of this.names) {
      if (!used) this.fault(line, 1, `no row uses "${name}"`)
    }
    if (this.rows.length === 0 && this.faults.length === 0) this.fault(1, 1, 'there is no row in it')
    if (this.faults.length > 0) return this.faults.toSorted((a, b) => a.line - b.line || a.column - b.column)
    return { policy: this.policy, neverKnown: this.neverKnown, rows: this.rows }
  }

  private fault(line: number, column: number, says: string): void {
    this.faults.push({ line, column, says })
  }

  private readSetting(line: string, number: number): boolean {
    const [, name, value = ''] = /^(policy|never known): *(.*)$/u.exec(line) ?? []
    if (name === 'policy') this.policy = value
    if (name === 'never known') {
      const column = line.indexOf(value) + 1
      for (const { 0: path, index } of value.matchAll(/[^\s,]+/gu)) {
        if (isFact(path)) this.neverKnown.add(path)
        else this.fault(number, column + index, neverKnownSays(path))
      }
    }
    return name !== undefined
  }

  private readName(line: string, number: number): void {
    const [, name, phrase] = /^([a-z][\w-]*(?: [\w-]+)*) *= *(\S.*)$/u.exec(line) ?? []
    if (name === undefined || phrase === undefined) {
      const says =
        'this is no name = words, no header and no row: rows have -> between what is given and expected'
      this.fault(number, 1 + line.search(/\S/u), says)
    } else if (this.names.some((one) => one.name === name))
      this.fault(number, 1, `the name "${name}" is taken`)
    else this.names.push({ name, phrase, line: number, used: false })
  }

  private readTableLine(cells: TableLine, number: number): void {
    // No word is called as a column is.
    if (cells.given.some(({ text }) => givenNames.some((name) => name === text))) {
      this.header = this.readHeader(cells, number)
    } else if (this.header === undefined) {
      this.fault(number, 1, `a header comes first, such as: actor  does  account  ->  mode  severity`)
    } else this.readRow(cells, this.header, number)
  }

  private readHeader({ given, expected }: TableLine, number: number): Header {
    if (expected.length === 0) this.fault(number, 1, `nothing is expected: ${expectedColumns.join(', ')}`)
    return {
      given: given.map((cell) => this.columnNamed(cell, givenNames, given, number)),
      expected: expected.map((cell) => this.columnNamed(cell, expectedColumns, expected, number)),
    }
  }

  private columnNamed<T extends string>(
    cell: Cell,
    names: readonly T[],
    all: readonly Cell[],
    line: number,
  ): T | undefined {
    const found = names.find((name) => name === cell.text)
    const near = nearest(cell.text, names)
    if (found === undefined) {
      const hint = near === undefined ? `; there are ${names.join(', ')}` : `; did you mean "${near}"?`
      this.fault(line, cell.column, `there is no column "${cell.text}" here${hint}`)
    } else if (all.some((other) => other.text === cell.text && other.column < cell.column)) {
      this.fault(line, cell.column, `the column "${cell.text}" is there twice`)
    }
    return found
  }

  private readRow(cells: TableLine, header: Header, number: number): void {
    for (const side of ['given', 'expected'] as const) {
      if (cells[side].length === header[side].length) continue
      const where = side === 'given' ? 'before' : 'after'
      const says = `${cells[side].length} cells ${where} ->, where the header has ${header[side].length}: two spaces part cells, - is an empty one`
      this.fault(number, cells[side][0]?.column ?? 1, says)
      return
    }
    if (cells.expected.length > 0 && cells.expected.every(({ text }) => text === '-'))
      this.fault(number, cells.expected[0]?.column ?? 1, 'this row expects nothing, so it cannot fail')
    const scene = this.readScene(cells.given, header.given, number)
    const expectations = cells.expected.flatMap((cell, i) =>
      this.readExpected(cell, header.expected[i], number),
    )
    const text = [...cells.given, { text: '->' }, ...cells.expected].map((cell) => cell.text).join('  ')
    if (this.rows.length === rowsMax) this.fault(number, 1, `more than ${rowsMax} rows`)
    if (this.rows.length < rowsMax) this.rows.push({ line: number, text, scene, expectations })
  }

  private readScene(cells: readonly Cell[], columns: Header['given'], line: number): Scene {
    let scene = ordinaryScene
    for (const name of givenNames) {
      const cell = cells[columns.indexOf(name)]
      if (cell === undefined || cell.text === '-') continue
      const read = readPhrase(cell.text, givenColumns[name], this.names, scene)
      if (!('at' in read)) scene = read
      else if (!this.isKnownFault(name, read.name)) this.fault(line, cell.column + read.at, read.says)
    }
    if (scene.moment.silenceMs !== undefined && !hasPast(scene))
      this.fault(line, cells[columns.indexOf('when')]?.column ?? 1, silenceSays)
    return scene
  }

  /** A name that does not fit its column is one fault, however many rows use it. */
  private isKnownFault(column: GivenColumn, name: string | undefined): boolean {
    if (name === undefined) return false
    const key = `${column} ${name}`
    if (this.misfits.has(key)) return true
    this.misfits.add(key)
    return false
  }

  private readExpected(cell: Cell, column: ExpectedColumn | undefined, line: number): PlacedExpectation[] {
    if (column === undefined || cell.text === '-') return []
    const read = readExpectation(column, cell.text)
    if (typeof read !== 'string') return [{ ...read, place: cell.column }]
    this.fault(line, cell.column, read)
    return []
  }
}

const silenceSays =
  'nothing was done before this silence: it is as long as the actor is known, or the actor was never seen'

/** `reason` as a whole, or one field of it. */
function isFact(path: string): boolean {
  return path === 'reason' || Object.hasOwn(fieldKinds, path)
}

function neverKnownSays(path: string): string {
  const near = nearest(path, Object.keys(fieldKinds))
  const hint = near === undefined ? 'such as actor.leavesAt' : `did you mean "${near}"?`
  return `"${path}" is no field of a change; ${hint}`
}
