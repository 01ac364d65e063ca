import type { Aftermath } from './aftermath.ts'

/** What a label says should have happened. `harm`: alert, at best undo. `release`: the offender freed himself;
 *  alert, and nobody is a victim of it. `spare`: never undo. `nothing`: says neither. */
export type Meaning = 'harm' | 'release' | 'spare' | 'nothing'

/** Every word a label may be; the analysts' verdicts are among them. */
export const meaningOf = {
  harm: 'harm',
  'not-meant': 'harm',
  mistake: 'harm',
  'self-unblock': 'release',
  containment: 'spare',
  'settings-change': 'spare',
  'mistake-undone': 'spare',
  meant: 'spare',
  routine: 'spare',
  test: 'nothing',
  'not-enough-to-tell': 'nothing',
} as const satisfies Record<string, Meaning>

export type LabelWord = keyof typeof meaningOf

export function isHarm(word: LabelWord): boolean {
  return meaningOf[word] === 'harm'
}

/** Should be alerted: harm, and the offender who frees himself. */
export function isCaught(word: LabelWord): boolean {
  return isHarm(word) || meaningOf[word] === 'release'
}

export interface Label {
  readonly eventId: string
  readonly word: LabelWord
  /** What belongs together, such as all that one hijacked account did. Its own event where none is named. */
  readonly incident: string
}

/** Labels by event id, and what a platform's own books say became of its restrictions. */
export interface Labels {
  readonly labels: ReadonlyMap<string, Label>
  readonly aftermaths: ReadonlyMap<string, Aftermath>
}

/** Labelled events in all; a platform of this many labels should evaluate a part of its history. */
export const labelledMax = 5_000_000

/** Gathers labels row by row. A row says one of two things by its columns, or both:
 *  `event_id,label[,incident]` (also `eventId`, `group`), and what became of a restriction:
 *  `event_id,reversed_after_s,reversed_by_same_actor,reversed_by_target,redone_within_1h`.
 *  What several rows say of one event is put together, in whatever order they come; where they contradict each other
 *  the later is faulty. A faulty row is answered in words and taken for nothing.
 *
 *  e1,harm,july   then e1,harm,july   -> harm of july      e1,harm        then e1,harm,july   -> harm of july
 *  e1,harm,july   then e1,harm        -> harm of july      e1,harm,july   then e1,harm,may    -> a fault */
export function gatherLabels(): GatheredLabels {
  const labels = new Map<string, Label>()
  const aftermaths = new Map<string, GivenBack>()
  /** Labels whose incident is a row's word, and not only their own event. */
  const named = new Set<Label>()

  function joined(eventId: string, word: LabelWord, incident: string | undefined): Label | string {
    const before = labels.get(eventId)
    if (before !== undefined && before.word !== word)
      return `${eventId} is labelled ${before.word} already, and here ${word}`
    if (before !== undefined && (incident === undefined || incident === before.incident)) return before
    if (before !== undefined && named.has(before))
      return `${eventId} is of the incident ${before.incident} already, and here of ${incident}`
    return { eventId, word, incident: incident ?? eventId }
  }

  return {
    labels,
    aftermaths,
    row(record) {
      if (labels.size + aftermaths.size >= labelledMax) return `more than ${labelledMax} labels`
      if (typeof record !== 'object' || record === null) return 'not an object'
      const row = record as Readonly<Record<string, unknown>>
      const eventId = textOf(row.event_id) ?? textOf(row.eventId)
      if (eventId === undefined) return 'event_id is missing'
      const word = textOf(row.label)
      const saysAftermath =
        word === undefined ? row.reversed_after_s !== undefined : textOf(row.reversed_after_s) !== undefined
      if (word === undefined && !saysAftermath) return 'label is missing'
      if (word !== undefined && !isLabelWord(word))
        return `label must be one of ${words.join(', ')}, not ${JSON.stringify(word)}`
      const incident = textOf(row.incident) ?? textOf(row.group)
      const label = word === undefined ? undefined : joined(eventId, word, incident)
      if (typeof label === 'string') return label
      const aftermath = saysAftermath ? readAftermath(row) : undefined
      if (typeof aftermath === 'string') return aftermath
      if (aftermath !== undefined && !isSame(aftermaths.get(eventId) ?? aftermath, aftermath))
        return `what became of ${eventId} is said already, and otherwise here`
      if (label !== undefined) labels.set(eventId, label)
      if (label !== undefined && incident !== undefined) named.add(label)
      if (aftermath !== undefined) aftermaths.set(eventId, aftermath)
      return undefined
    },
  }
}

export interface GatheredLabels extends Labels {
  /** A row as an object of its columns; the fault in words where it has one. */
  row(record: unknown): string | undefined
}

type GivenBack = Extract<Aftermath, { readonly became: 'given-back' }>

const words = Object.keys(meaningOf)

function isLabelWord(word: string): word is LabelWord {
  return Object.hasOwn(meaningOf, word)
}

function isSame(a: GivenBack, b: GivenBack): boolean {
  return a.afterMs === b.afterMs && a.by === b.by && a.redone === b.redone
}

function readAftermath(row: Readonly<Record<string, unknown>>): GivenBack | string {
  const afterS = Number(textOf(row.reversed_after_s) ?? Number.NaN)
  if (!Number.isFinite(afterS) || afterS < 0) return 'reversed_after_s must be seconds'
  const flags = ['reversed_by_same_actor', 'reversed_by_target', 'redone_within_1h'] as const
  const [bySame, byTarget, redone] = flags.map((name) => textOf(row[name]) ?? '0')
  const wrong = flags.find((name) => !['0', '1', 'undefined'].includes(String(row[name])))
  if (wrong !== undefined) return `${wrong} must be 0 or 1`
  const by = bySame === '1' ? 'same-hand' : byTarget === '1' ? 'target' : 'another'
  return { became: 'given-back', afterMs: afterS * 1000, by, redone: redone === '1' }
}

/** A number stands for its digits, as JSON has it; empty is absent. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}
