/** A place in history. Several changes may share a millisecond or a second; `order` counts them through. */
export interface Moment {
  readonly at: number
  readonly order: number
}

export function isBefore(a: Moment, b: Moment): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
