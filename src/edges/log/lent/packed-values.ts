/** The values of many records in one piece of memory. Each value alone would be copied into memory of its own, and a
 *  small one together with all that shares its piece of Node's pool. */
export interface PackedValues {
  readonly bytes: Uint8Array
  /** Where each value ends; `null` for a record without one. */
  readonly ends: readonly (number | null)[]
}

export function packValues(records: readonly { readonly value: Uint8Array | null }[]): PackedValues {
  const bytes = new Uint8Array(records.reduce((sum, { value }) => sum + (value?.byteLength ?? 0), 0))
  let end = 0
  const ends = records.map(({ value }) => {
    if (value === null) return null
    bytes.set(value, end)
    end += value.byteLength
    return end
  })
  return { bytes, ends }
}

export function unpackValues({ bytes, ends }: PackedValues): (Buffer | null)[] {
  let begin = 0
  return ends.map((end) => {
    if (end === null) return null
    const value = Buffer.from(bytes.buffer, bytes.byteOffset + begin, end - begin)
    begin = end
    return value
  })
}
