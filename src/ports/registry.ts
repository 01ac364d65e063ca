/** Where the schemas of Avro messages are: each record begins with the id of the schema it was written by.
 *  Two of them, one contract: the files of this project, and a registry that speaks Confluent's API.
 *  Every failure is an `EdgeError`: `registry-unavailable` (may be better later), `registry-refused`, or
 *  `too-large` for a schema that is not taken whoever asks. */
export interface Registry {
  readonly kind: 'embedded' | 'confluent'
  /** The schema with this id, or `undefined` where the registry answered that it has none. */
  lookUp(id: number): Promise<RegisteredSchema | undefined>
  /** The id of an Avro schema under a subject, registered if it is not yet. Refused where it could not read
   *  what the subject's schema before it wrote. */
  register(subject: string, schema: string): Promise<number>
  /** Rejects while the registry cannot be reached. */
  ping(): Promise<void>
}

export interface RegisteredSchema {
  readonly id: number
  /** `AVRO` and `JSON` are read here; anything else is only named. */
  readonly format: string
  readonly text: string
  /** Texts of the schemas that it builds on, each before those that need it. */
  readonly references: readonly string[]
}

/** The largest id: the registry's ids are positive 32-bit integers. */
export const schemaIdMax = 0x7fffffff

/** The largest schema that is taken from a registry, in bytes. */
export const schemaBytesMax = 1_000_000
