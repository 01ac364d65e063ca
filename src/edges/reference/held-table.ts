import type { Clock } from '../../ports/clock.ts'
import type { Notify } from '../../ports/notice.ts'
import type { ReferenceName } from '../../ports/reference.ts'

/** The last good load of one table, and what became of the loads after it. A feed that goes wrong changes
 *  nothing but this sentence, until what is held is older than its limit: from then on it counts as unknown. */
export interface HeldTable<Table> {
  /** `undefined` before the first good load, and when the last one is too old. */
  current(): Table | undefined
  /** Until when it is known to be right. */
  asOf(): number | undefined
  /** Whatever its age. */
  last(): Table | undefined
  /** Whether a load was believed or refused yet. */
  isSettled(): boolean
  /** `asOf`: until when the feed is known to be right. */
  accept(table: Table, asOf: number, durationMs: number): void
  /** The feed was heard again, and what is held is still right. */
  confirm(asOf: number): void
  refuse(says: string): void
  /** For the metrics: how old it is now. */
  tell(): void
  /** `staff.records: last good 14:02, 312 rows; refused at 15:00: 40 % fewer rows` */
  says(): string
}

export function holdTable<Table extends { readonly rows: number }>(options: {
  readonly name: ReferenceName
  readonly ageMsMax: number
  readonly clock: Clock
  readonly notice: Notify
}): HeldTable<Table> {
  const { name, ageMsMax, clock, notice } = options
  let held: { readonly table: Table; asOf: number } | undefined
  let refused: { readonly at: number; readonly says: string } | undefined
  const isFresh = (asOf: number) => clock.now() - asOf <= ageMsMax

  const says = () => {
    const good =
      held === undefined
        ? 'nothing good yet'
        : `last good ${timeOf(held.asOf)}, ${held.table.rows} rows${isFresh(held.asOf) ? '' : ', too old to be believed'}`
    return `${name}: ${good}${refused === undefined ? '' : `; refused at ${timeOf(refused.at)}: ${refused.says}`}`
  }
  const tell = () => {
    if (held === undefined) return
    const ageMs = clock.now() - held.asOf
    notice({ kind: 'ReferenceAged', table: name, ageMs, rows: held.table.rows })
  }

  return {
    current: () => (held !== undefined && isFresh(held.asOf) ? held.table : undefined),
    asOf: () => held?.asOf,
    last: () => held?.table,
    isSettled: () => held !== undefined || refused !== undefined,
    accept(table, asOf, durationMs) {
      held = { table, asOf }
      refused = undefined
      notice({ kind: 'ReferenceLoaded', table: name, rows: table.rows, durationMs })
      tell()
    },
    confirm(asOf) {
      if (held !== undefined) held.asOf = Math.max(held.asOf, asOf)
    },
    refuse(why) {
      const isNews = refused?.says !== why
      refused = { at: clock.now(), says: why }
      if (isNews) notice({ kind: 'ReferenceRefused', table: name, reason: why, standing: says() })
    },
    tell,
    says,
  }
}

/** 14:02 UTC of today, or with its day where that is another. */
function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
