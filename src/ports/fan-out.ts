import type { Alert } from '../core/decision/alert.ts'
import type { DigestRow } from '../core/decision/digest.ts'
import type { Reversal } from '../core/reversal/reversal.ts'

/** Where the console role puts what the pages should see at once. Never waits and never throws: a page that
 *  cannot keep up is the page's trouble, not the stream's. */
export interface FanOut {
  /** Something about cases may have changed in the store: look. */
  casesMoved(): void
  alerts(alerts: readonly Alert[]): void
  reversals(reversals: readonly Reversal[]): void
  changes(rows: readonly DigestRow[]): void
}
