/** The changes of the window, one row each, in order of time: columns, because a million objects would not
 *  fit where a million rows do. */
export interface MeasuredChanges {
  readonly times: Float64Array
  /** A number for each actor. */
  readonly actors: Int32Array
  /** 1 for restrictions of accounts that are no network: what wrong reversals and ranking are counted over. */
  readonly isMeasured: Uint8Array
}
