/** Values in one record: items, entries and fields together. Some cost no bytes (an empty record has none), so
 *  the size of a record does not bound them; and 80,000 keys of one JSON object take 42 to 60 ms to read,
 *  where 25,000 take 9 to 20. */
export const valuesMax = 25_000

/** The deepest nesting of a JSON text that is read. Real messages stay below 10; what walks the value later
 *  (a mapping, `structuredClone`, `JSON.stringify`) overflows the stack from some 5,000 levels on. */
export const jsonDepthMax = 1_000

/** The deepest nesting of Avro records in records: avsc follows a recursive schema until the stack ends. */
export const recordDepthMax = 64
