import type { JWK } from 'jose'
import type { Config } from '../../config.ts'
import type { IncidentResult, PlayOptions } from '../../demo/incidents/play.ts'
import type { Borrower, Lender } from '../../edges/log/lent/lent-words.ts'
import type { Notice } from '../../ports/notice.ts'

/** What the program and the thread of its demo platform say to each other. All of it can be cloned. */

/** What the thread begins with. */
export interface ThreadBeginning {
  readonly config: Config
  /** The public half of the key that our commands are signed with. */
  readonly commandKey: JWK
}

/** What the program does for the platform. */
export interface ForPlatform extends Lender {
  notice(notice: Notice): void
  /** So much of the past is fed. */
  fed(done: number, all: number): void
}

/** What the platform does for the program: see `Demo`. */
export interface ForProgram extends Borrower {
  /** Resolves when the account service listens. */
  opened(): Promise<OpenedPlatform>
  feedPast(): Promise<number>
  /** `address`: where Countermand can be asked before something is done; `undefined` where nobody asks. */
  begin(address: string | undefined): Promise<void>
  ratePerSecond(): Promise<number>
  setRate(ratePerSecond: number): Promise<void>
  play(incident: string, options: PlayOptions): Promise<IncidentResult>
  close(): Promise<void>
}

export interface OpenedPlatform {
  readonly baseUrl: string
  readonly authorization: string
  readonly hookSecret: string
}
