import { isText, readText, textBytes, textEnd, writeText } from './text-bytes.ts'

/** Values of bytes by key, for millions of keys: rows one after another in blocks of a mebibyte, and an index of
 *  four bytes a place. Own code because a Map of objects holds the same in four times the room, all of it walked
 *  by the garbage collector.
 *
 *  A row is two bytes of length, the key, the value. A row that was replaced is garbage until `sweep`. */
export class PackedTable {
  #blocks: Uint8Array[] = []
  #end = blockBytes
  /** Places of rows plus one; 0 where free. Open addressing, at most two thirds full. */
  #index = new Uint32Array(1024)
  /** Of each place eight bits of its key's hash, 0 where free: a key that is not there is nearly never looked up in a
   *  row, which would be a line of cold memory each. */
  #tags = new Uint8Array(1024)
  #size = 0
  #garbageBytes = 0

  get size(): number {
    return this.#size
  }

  /** The last block is begun: what comes must wait for a sweep. */
  get isFull(): boolean {
    return this.#blocks.length >= blocksMax
  }

  /** Of rows and index. */
  get bytes(): number {
    return this.#blocks.length * blockBytes + this.#index.byteLength + this.#tags.byteLength
  }

  /** Where the value of a key stands, without a copy: good until the next `put` or `sweep`. */
  find(key: string): Row | undefined {
    const row = this.#index[this.#slotOf(key, hash(key))] ?? 0
    if (row === 0) return undefined
    const bytes = this.#blockOf(row - 1)
    return { bytes, at: textEnd(bytes, ((row - 1) & blockMask) + 2) }
  }

  /** Puts a copy of the first `length` bytes of `value`. */
  put(key: string, value: Uint8Array, length: number): void {
    if ((this.#size + 1) * 3 > this.#index.length * 2) this.#rebuild(this.#index.length * 2)
    const hashed = hash(key)
    const slot = this.#slotOf(key, hashed)
    const replaced = this.#index[slot] ?? 0
    if (replaced === 0) this.#size += 1
    else this.#garbageBytes += rowBytes(this.#blockOf(replaced - 1), (replaced - 1) & blockMask)
    this.#index[slot] = this.#append(key, value, length) + 1
    this.#tags[slot] = tagOf(hashed)
    if (this.#garbageBytes > sweepFromBytes && this.#garbageBytes * 2 > this.#blocks.length * blockBytes) {
      this.sweep(() => true)
    }
  }

  *entries(): Iterable<Row & { readonly key: string }> {
    // Rows may come and go meanwhile: a row that was replaced still stands where it was.
    const [index, blocks] = [this.#index, this.#blocks]
    for (const row of index) {
      if (row === 0) continue
      const bytes = blocks[(row - 1) >>> blockBits] ?? empty
      const from = ((row - 1) & blockMask) + 2
      yield { key: readText(bytes, from), bytes, at: textEnd(bytes, from) }
    }
  }

  /** Copies the rows that are to stay into fresh blocks and lets the others go. */
  sweep(stays: (row: Row) => boolean): void {
    const [index, blocks] = [this.#index, this.#blocks]
    this.#blocks = []
    this.#end = blockBytes
    this.#garbageBytes = 0
    this.#size = 0
    this.#index = new Uint32Array(index.length)
    this.#tags = new Uint8Array(index.length)
    for (const row of index) {
      if (row === 0) continue
      const bytes = blocks[(row - 1) >>> blockBits] ?? empty
      const from = (row - 1) & blockMask
      const value = textEnd(bytes, from + 2)
      if (!stays({ bytes, at: value })) continue
      const length = rowBytes(bytes, from)
      const place = this.#room(length)
      this.#blockOf(place).set(bytes.subarray(from, from + length), place & blockMask)
      this.#place(place + 1, hashAt(bytes, from + 2))
      this.#size += 1
    }
  }

  #append(key: string, value: Uint8Array, length: number): number {
    const total = 2 + textBytes(key) + length
    const place = this.#room(total)
    const bytes = this.#blockOf(place)
    const from = place & blockMask
    bytes[from] = total & 0xff
    bytes[from + 1] = total >> 8
    bytes.set(value.subarray(0, length), writeText(bytes, from + 2, key))
    return place
  }

  /** Where a row of so many bytes may stand: it never straddles two blocks. */
  #room(length: number): number {
    if (length > rowBytesMax) throw new Error(`a row of ${length} bytes: at most ${rowBytesMax}`)
    if (this.#end + length > blockBytes) {
      if (this.#blocks.length > blocksMax) throw new Error(`more than ${blocksMax} blocks: ask isFull first`)
      this.#blocks.push(new Uint8Array(blockBytes))
      this.#end = 0
    }
    const place = (this.#blocks.length - 1) * blockBytes + this.#end
    this.#end += length
    return place
  }

  /** Where the key stands, or would. */
  #slotOf(key: string, hashed: number): number {
    const [index, tags] = [this.#index, this.#tags]
    const mask = index.length - 1
    const tag = tagOf(hashed)
    for (let slot = hashed & mask; ; slot = (slot + 1) & mask) {
      const found = tags[slot] ?? 0
      if (found === 0) return slot
      if (found !== tag) continue
      const row = (index[slot] ?? 0) - 1
      if (isText(this.#blockOf(row), (row & blockMask) + 2, key)) return slot
    }
  }

  /** For a row whose key is not in the index yet. */
  #place(row: number, hashed: number): void {
    const mask = this.#index.length - 1
    let slot = hashed & mask
    while (this.#tags[slot] !== 0) slot = (slot + 1) & mask
    this.#index[slot] = row
    this.#tags[slot] = tagOf(hashed)
  }

  #rebuild(length: number): void {
    const old = this.#index
    this.#index = new Uint32Array(length)
    this.#tags = new Uint8Array(length)
    for (const row of old) {
      if (row !== 0) this.#place(row, hashAt(this.#blockOf(row - 1), ((row - 1) & blockMask) + 2))
    }
  }

  #blockOf(place: number): Uint8Array {
    return this.#blocks[place >>> blockBits] ?? empty
  }
}

/** Where a value begins. */
export interface Row {
  readonly bytes: Uint8Array
  readonly at: number
}

const blockBits = 20
const blockBytes = 1 << blockBits
const blockMask = blockBytes - 1
/** Places are 32 bits wide. */
const blocksMax = 4_095
/** What two bytes of length can say. */
export const rowBytesMax = 65_535
/** Less garbage than this is nobody's concern. */
const sweepFromBytes = 8 * blockBytes
const empty = new Uint8Array(0)

function rowBytes(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}

/** FNV-1a over the characters, mixed once more: the low bits choose the place. */
function hash(key: string): number {
  let hashed = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hashed = Math.imul(hashed ^ key.charCodeAt(i), 0x01000193)
  return mixed(hashed)
}

/** The same of a key that stands in a row. */
function hashAt(bytes: Uint8Array, at: number): number {
  return hash(readText(bytes, at))
}

/** From the upper bits: the lower ones chose the place. */
function tagOf(hashed: number): number {
  return hashed >>> 24 || 1
}

function mixed(hashed: number): number {
  let mix = hashed ^ (hashed >>> 16)
  mix = Math.imul(mix, 0x85ebca6b)
  return (mix ^ (mix >>> 13)) >>> 0
}
