import type { AccountChange } from '../../core/change/account-change.ts'
import type { NewRecord } from '../../ports/log.ts'
import type { Notify } from '../../ports/notice.ts'
import type { Act } from '../world/act.ts'
import type { Profile } from '../world/population.ts'
import { type Account, accountOf, broughtAlong, doTo, refusedTo } from './account.ts'
import { type Answer, openBookFile } from './book-file.ts'
import { createOutbox } from './outbox.ts'
import type { AccountWord, Doing } from './transitions.ts'

/** The demo platform's accounts: who they are, how they stand, and the one place where that changes.
 *
 *  Everything that is applied is written down together with its change, and only then put on the topic: a
 *  program that dies in between finds it in the outbox at its next start. So no account ever moves without
 *  a change that says so. */
export interface AccountBook {
  look(accountId: string, at: number): Account | undefined
  /** Applies what can be applied, in order; what the accounts' states do not allow is left out. Resolves when
   *  the changes are on the topic. `playedTo` marks how far time was played, in the same transaction. */
  perform(acts: readonly Act[], playedTo?: number): Promise<readonly AccountChange[]>
  /** The change that an act would make now; undefined where the account's state does not allow it. */
  foresee(act: Act): AccountChange | undefined
  /** Asked from outside, under a key that is answered once and for all: a second call with the key of an
   *  earlier one decides nothing and gets the earlier answer. */
  ask(asked: Asked, decide: (account: Account | undefined) => Verdict): Promise<Answered>
  /** What was done to an account, newest first. Empty on a platform without a log. */
  log(accountId: string): readonly LogLine[]
  /** Puts an account into a state without anybody deciding it: what was decided before is carried out late. It is
   *  neither told nor logged. */
  carryOut(accountId: string, state: AccountWord): void
  /** Actors whose access is frozen: what they set out to do is refused, and told as that. */
  readonly contained: Contained
  /** Accounts that an incident brings along. Those that are already there stay as they are. */
  enrol(cast: ReadonlyMap<string, Profile>): void
  /** Puts on the topic what still waits in the outbox. */
  flush(): Promise<void>
  readonly playedTo: number | undefined
  close(): Promise<void>
}

export interface Contained {
  has(actorId: string): boolean
  /** Under a key that is answered once and for all, as `ask` is: a command that comes late must not freeze again what
   *  was given back meanwhile. `decide` says whether it is to be done. */
  set(
    key: string,
    actorId: string,
    isContained: boolean,
    decide: () => Refusal | undefined,
  ): Refusal | undefined
}

export interface Refusal {
  readonly status: number
  readonly says: string
}

export interface Asked {
  /** Absent where the platform knows no such keys: then each call is another one. */
  readonly key?: string
  readonly accountId: string
  readonly doing: Doing
  readonly at: number
}

/** What the platform says to somebody who asks, and what it does; `body` is made from how the account stands
 *  afterwards. */
export interface Verdict {
  readonly act?: Act
  readonly status: number
  readonly body: (account: Account | undefined) => unknown
}

export interface Answered extends Answer {
  readonly repeated: boolean
}

/** One line of the log of a platform that has no more. */
export interface LogLine {
  readonly id: string
  readonly at: number
  readonly actor: string
  readonly account: string
  readonly action: string
  readonly state: string
}

/** `versioned`: accounts have versions, calls have keys, changes say what caused them. `plain`: nothing of that,
 *  only a log, as most platforms are. */
export type PlatformKind = 'versioned' | 'plain'

export interface BookOptions {
  readonly seed: number
  readonly kind?: PlatformKind
  /** Path of the file, or `:memory:`. */
  readonly path: string
  readonly append: (records: readonly NewRecord[]) => Promise<void>
  readonly notice: Notify
}

/** So many changed accounts are remembered; the longest untouched are as they were born again. */
export const rememberedMax = 400_000
export const castMax = 20_000
export const answersMax = 50_000
/** So many lines of its log are shown of one account. */
const logLinesMax = 50
/** Forgetting happens once in so many changes. */
const forgetEvery = 10_000

export function openAccountBook(options: BookOptions): AccountBook {
  const file = openBookFile(options.path)
  let seq = file.mark('seq') ?? 0
  const outbox = createOutbox(file, options.append)
  // Asked for every act, and as good as always empty.
  const contained = new Set(file.contained())

  function look(accountId: string, at: number): Account | undefined {
    return accountOf(options.seed, accountId, file.find(accountId), at)
  }

  function apply(act: Act, doing: Doing): AccountChange | undefined {
    const before = look(act.accountId, act.occurredAt)
    const done = before && doTo(before, act, doing, seq + 1)
    if (before === undefined || done === undefined) return undefined
    seq += 1
    if (contained.has(act.actor.id)) return refusedTo(before, act)
    file.write(act.accountId, done.row)
    if (options.kind !== 'plain') return done.change
    file.log(seq, act.accountId, JSON.stringify(lineOf(act, doing, done.row.state)))
    return withoutVersion(done.change)
  }

  function post(changes: readonly AccountChange[]): void {
    file.setMark('seq', seq)
    outbox.post(changes, seq)
    const isDue = Math.floor(seq / forgetEvery) > Math.floor((seq - changes.length) / forgetEvery)
    if (isDue) file.forgetBefore(seq - rememberedMax, castMax, answersMax)
  }

  /** All of it or nothing. */
  function transact<T>(work: () => T): T {
    const seqBefore = seq
    try {
      return file.transact(work)
    } catch (error) {
      seq = seqBefore
      throw error
    }
  }

  return {
    look,
    contained: {
      has: (actorId) => contained.has(actorId),
      set(key, actorId, isContained, decide) {
        const doing = isContained ? 'contain' : 'lift'
        const refusal = transact((): Refusal | undefined => {
          const earlier = file.findAnswer(key)
          if (earlier !== undefined && (earlier.accountId !== actorId || earlier.doing !== doing))
            return { status: 422, says: 'this Idempotency-Key was used for something else' }
          if (earlier !== undefined) return JSON.parse(earlier.body) ?? undefined
          const refused = decide()
          const body = JSON.stringify(refused ?? null)
          file.writeAnswer(key, { accountId: actorId, doing, status: refused?.status ?? 200, body })
          if (refused === undefined) file.setContained(actorId, isContained)
          return refused
        })
        // As the file has it, whatever a repeated key said.
        contained.clear()
        for (const id of file.contained()) contained.add(id)
        return refusal
      },
    },
    foresee(act) {
      // Nobody needs to be asked about what will be refused.
      if (contained.has(act.actor.id)) return undefined
      const before = look(act.accountId, act.occurredAt)
      return before && doTo(before, act, act.action, seq + 1)?.change
    },
    async perform(acts, playedTo) {
      const changes = transact(() => {
        const applied = acts.flatMap((act) => apply(act, act.action) ?? [])
        if (playedTo !== undefined) file.setMark('playedTo', playedTo)
        post(applied)
        return applied
      })
      await outbox.flush()
      return changes
    },
    async ask(asked, decide) {
      const answered = transact(() => {
        const earlier = asked.key === undefined ? undefined : file.findAnswer(asked.key)
        if (earlier) return { ...earlier, repeated: true }
        const { act, status, body } = decide(look(asked.accountId, asked.at))
        const change = act && apply(act, asked.doing)
        if (change) post([change])
        const text = JSON.stringify(body(look(asked.accountId, asked.at)))
        const answer = { accountId: asked.accountId, doing: asked.doing, status, body: text }
        if (asked.key !== undefined) file.writeAnswer(asked.key, answer)
        return { ...answer, repeated: false }
      })
      await outbox.flush()
      return answered
    },
    log: (accountId) => file.findLog(accountId, logLinesMax).map((line): LogLine => JSON.parse(line)),
    carryOut: (accountId, state) =>
      transact(() => {
        const row = file.find(accountId)
        if (row === undefined) return
        seq += 1
        file.write(accountId, { ...row, seq, state })
        file.setMark('seq', seq)
      }),
    enrol: (cast) =>
      transact(() => {
        for (const [accountId, profile] of cast) {
          if (file.find(accountId)) continue
          seq += 1
          file.write(accountId, broughtAlong(profile, seq))
        }
        file.setMark('seq', seq)
      }),
    flush: () => outbox.flush(),
    get playedTo() {
      return file.mark('playedTo')
    },
    async close() {
      await outbox
        .flush()
        .catch((cause) => options.notice({ kind: 'DemoTrouble', what: 'changes wait in the outbox', cause }))
      file.close()
    },
  }
}

function lineOf(act: Act, doing: Doing, state: AccountWord): LogLine {
  const { accountId: account, actor, eventId: id, occurredAt: at } = act
  return { id, at, actor: actor.id, account, action: act.rawAction ?? doing, state }
}

function withoutVersion({ causedBy: _by, ...change }: AccountChange): AccountChange {
  const { version: _version, ...account } = change.account
  return { ...change, account }
}
