/** One line of the record: what changed or was seen, by whom, why, and what it was before and after.
 *
 *  What is about a person stands in `sealed`, each text under a key of its own subject; what is left names
 *  nobody. Forgetting the key of a subject makes their texts unreadable and changes no byte of the record. */
export interface AuditEntry {
  /** Wall clock, milliseconds. */
  readonly at: number
  readonly deed: AuditDeed
  /** `person`: `sealed.who` says who. */
  readonly by: 'person' | 'machine'
  /** Id of the case, alert, reversal or switch: never of a person. */
  readonly about?: string
  /** Of the HTTP request that caused it. */
  readonly requestId?: string
  readonly before?: AuditFacts
  readonly after?: AuditFacts
  readonly sealed?: Readonly<Partial<Record<SealedName, Sealed>>>
}

/** Whole numbers, words, yes and no: nothing that two machines could write in two ways. */
export type AuditFacts = Readonly<Record<string, string | number | boolean | null>>

/** AES-256-GCM under the key `key`: nonce, ciphertext and tag in base64. */
export interface Sealed {
  readonly key: string
  readonly text: string
}

/** `who` did it, `whom` it is about, `other` people in it, `why` in the words of who did it; and `hand 1` for whom
 *  `{hand 1}` stands in those words. */
export type SealedName = 'who' | 'whom' | 'other' | 'why' | HandName
export type HandName = `hand ${number}`

/** The id that stands in the words of an entry as `{hand 1}`, for the first: 0. */
export function handName(index: number): HandName {
  return `hand ${index + 1}`
}

/** Each text of an entry with its name; nothing for what is no sealed text. */
export function sealedIn({ sealed = {} }: Pick<AuditEntry, 'sealed'>): [SealedName, Sealed][] {
  return Object.entries(sealed).flatMap(([name, part]: [string, Partial<Sealed> | undefined]) =>
    isSealedName(name) && typeof part?.key === 'string' && typeof part.text === 'string'
      ? [[name, { key: part.key, text: part.text }]]
      : [],
  )
}

function isSealedName(name: string): name is SealedName {
  return /^(?:who|whom|other|why|hand \d{1,3})$/.test(name)
}

export const auditDeeds = [
  'started',
  'stopped',
  'policy-loaded',
  'policy-refused',
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'cases-listed',
  'case-seen',
  'feed-opened',
  'acknowledged',
  'assigned',
  'verdict-given',
  'undo-asked',
  'reversals-listed',
  'said-yes',
  'said-no',
  'countdown-seen',
  'more-time-asked',
  'hand-over-asked',
  'word-refused',
  'limits-seen',
  'kill-switch-seen',
  'preauthorisations-listed',
  'containments-listed',
  'containment-asked',
  'containment-lift-asked',
  'containment-withdrawal-asked',
  'containment-moved',
  'act-refused',
  'kill-switch-turned',
  'breaker-turned',
  'demotion-moved',
  'second-person-asked',
  'checks-listed',
  'check-seen',
  'check-approved',
  'check-refused',
  'preauthorisation-asked',
  'preauthorised',
  'preauthorisation-withdrawn',
  'reversal-moved',
  'actors-revealed',
  'record-read',
  'record-exported',
  'subject-erased',
  'person-added',
  'person-changed',
  'person-disabled',
  'secret-set',
] as const
export type AuditDeed = (typeof auditDeeds)[number]
