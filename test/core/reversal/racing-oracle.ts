import type { ReversalState } from '../../../src/core/reversal/reversal.ts'
import type { Platform } from './racing-platform.ts'

/** What must become of one undoing, by the facts: who wrote the account, who said what and when. It knows no
 *  effects, no life and no gates; it is told what happened, and says which state that must lead to. */
export class Oracle {
  state: ReversalState
  private readonly setting: Setting
  private readonly platform: Platform
  private yes = new Map<string, { readonly at: number; readonly cleared: boolean; readonly told: Said }>()
  /** What stood against it by the words that people read now, and what whoever's yes began it had read. */
  private said: Said = nothing
  private told: Said = nothing
  /** What stood against it when it was written down, of which they had read all. */
  private passed: Said = nothing
  private passedExclusion = false
  private lastYes = new Map<string, number>()
  private approvers: number
  private expiresAt: number
  private countdown: { from: number; to: number; times: number } | undefined
  private acknowledgedBy: string | undefined
  private authors = new Set(['author'])
  private handedTo: string | undefined
  private wasSent = false
  private byPerson = false
  private allCleared = false
  private excluded: boolean
  private blockedForExclusion = false
  private ackedAt = 0
  private seenAt: number | undefined
  private secondNo: 'refused' | 'superseded' | undefined

  constructor(setting: Setting, platform: Platform) {
    this.setting = setting
    this.excluded = setting.excluded
    this.platform = platform
    this.approvers = setting.approvers
    this.expiresAt = Math.min(lifeMs, this.noReturnAt)
    this.state = ({ auto: 'authorised', veto: 'counting', approve: 'proposed' } as const)[setting.mode]
    if (setting.mode === 'veto') this.beginCountdown(0)
  }

  private get noReturnAt(): number {
    return this.setting.noReturnAt ?? Number.POSITIVE_INFINITY
  }

  /** Nothing runs, and only people move it. */
  private get rests(): boolean {
    return this.state === 'blocked' || (this.state === 'escalated' && !this.wasSent)
  }

  private beginCountdown(now: number): void {
    this.countdown = { from: now, to: now + waitMs, times: 0 }
    this.acknowledgedBy = undefined
    this.state = this.countdown.to < this.noReturnAt ? 'counting' : 'escalated'
  }

  /** `named`: whether the yes named the command. */
  says(word: string, by: string, now: number, named: boolean, onShift: boolean): void {
    if (by === 'contractor') return
    const isHalfAYes = ['yes', 'acknowledge'].includes(word)
    if (isHalfAYes && this.isBarred(by)) return
    if (isHalfAYes && this.blockedForExclusion && !clearedPeople.has(by)) return
    const counts = this.state === 'counting'
    switch (word) {
      case 'yes':
        return this.agree(by, now, named)
      case 'no':
        if (counts || this.rests || this.state === 'proposed' || this.state === 'authorised')
          this.state = 'vetoed'
        return undefined
      case 'acknowledge':
        if (counts && onShift) this.acknowledgedBy ??= by
        return undefined
      case 'extend': {
        const { countdown } = this
        if (!counts || countdown === undefined || countdown.times === 3) return undefined
        const to = countdown.to + waitMs
        if (to < this.noReturnAt) this.countdown = { ...countdown, to, times: countdown.times + 1 }
        return undefined
      }
      case 'hand-over':
        if (counts || (this.rests && this.countdown !== undefined)) this.handedTo = 'jonas'
        return undefined
      case 'take-over':
        if (counts || (this.rests && this.countdown !== undefined)) this.handedTo = by
        return undefined
      default:
        throw new Error(word)
    }
  }

  /** By what the alerts say, whatever a gate has found. */
  private isBarred(by: string): boolean {
    const isOnlyForCleared = this.excluded && !this.setting.preserves
    return by === 'teammate' || this.authors.has(by) || (isOnlyForCleared && !clearedPeople.has(by))
  }

  private agree(by: string, now: number, named: boolean): void {
    if (!['proposed', 'counting'].includes(this.state) && !this.rests) return
    const mustName = ['proposed', 'counting'].includes(this.state) || this.yes.size > 0
    if (mustName && !named) return
    if (this.handedTo !== undefined && this.handedTo !== by) return
    for (const [who, { at }] of this.yes) if (now - at >= 300_000) this.yes.delete(who)
    this.yes.set(by, { at: now, cleared: clearedPeople.has(by), told: this.said })
    this.lastYes.set(by, now)
    if (this.yes.size < this.approvers) return
    const all = [...this.yes.values()]
    const allCleared = all.every(({ cleared }) => cleared)
    const told = new Set([...this.said].filter((one) => all.every((yes) => yes.told.has(one))))
    this.yes.clear()
    this.authorise(now)
    this.expiresAt = now + lifeMs
    this.byPerson = true
    this.allCleared = allCleared
    this.told = told
  }

  private authorise(now: number): void {
    this.state = 'authorised'
    this.expiresAt = Math.min(now + lifeMs, this.noReturnAt)
    this.allCleared = false
    this.told = nothing
    this.said = nothing
    this.blockedForExclusion = false
  }

  /** A later alert on the same change. `ruleOf`: who wrote the rule that it rests on. */
  raised(
    to: 'veto' | 'auto' | undefined,
    approvers: number,
    { excludes, ruleOf }: { readonly excludes: boolean; readonly ruleOf: string | undefined },
    now: number,
  ): void {
    if (ruleOf !== undefined) this.authors.add(ruleOf)
    if (excludes && !this.excluded) {
      this.excluded = true
      this.said = new Set([...this.said, 'child-safety'])
    }
    const isOpenToWords = this.state === 'proposed' || this.state === 'counting' || this.rests
    if (isOpenToWords) {
      for (const said of [this.yes, this.lastYes])
        for (const by of said.keys()) if (this.isBarred(by)) said.delete(by)
      if (this.acknowledgedBy !== undefined && this.isBarred(this.acknowledgedBy))
        this.acknowledgedBy = undefined
    }
    const isLeftAlone =
      this.acknowledgedBy === undefined && this.handedTo === undefined && (this.countdown?.times ?? 0) === 0
    const isHeldAndQuiet = this.state === 'blocked' && !this.byPerson && this.countdown === undefined
    const isOpen = this.state === 'proposed' || isHeldAndQuiet
    if (this.state === 'proposed' || this.state === 'counting' || this.rests)
      if (!(to === 'auto' && (isOpen || (this.state === 'counting' && isLeftAlone))))
        this.approvers = Math.max(this.approvers, approvers)
    if (to === 'auto' && (isOpen || (this.state === 'counting' && isLeftAlone))) {
      this.authorise(now)
      this.countdown = undefined
    }
    if (to === 'veto' && isOpen) {
      this.beginCountdown(now)
      this.said = nothing
      this.blockedForExclusion = false
    }
  }

  timeIs(now: number): void {
    if (this.state === 'proposed' && now >= proposedMs) this.state = 'expired'
    if (this.state !== 'counting' || this.countdown === undefined || now < this.countdown.to) return
    if (this.acknowledgedBy !== undefined && this.handedTo === undefined) this.authorise(now)
    else this.state = 'escalated'
  }

  /** It was about to be written down and sent. */
  weighed(now: number, isDark: boolean, limits: { killSwitch: boolean; spent: boolean }): void {
    const { gone, entries } = this.platform
    const isOver = now >= this.expiresAt
    if (isDark) this.state = isOver ? 'escalated' : 'authorised'
    else if (!gone && entries.length > 0) this.state = 'superseded'
    else if (gone || limits.killSwitch || limits.spent || this.isHeldBack(now)) {
      this.state = 'blocked'
      this.blockedForExclusion = this.exclusions.length > 0
      this.said = new Set(this.against)
    } else {
      this.state = isOver ? 'escalated' : 'intent'
      this.passed = new Set(this.against)
      this.passedExclusion = this.exclusions.length > 0
      if (isOver) {
        this.said = this.passed
        this.blockedForExclusion = this.passedExclusion
      }
    }
    this.wasSent ||= this.state === 'intent'
  }

  /** What a yes passes only where it was read before it was said. */
  private get against(): readonly string[] {
    const { preserves, before } = this.setting
    return [...this.exclusions, ...(!preserves && before !== 'active' ? ['an earlier decision'] : [])]
  }

  private get exclusions(): readonly string[] {
    if (this.setting.preserves) return []
    const marks = this.platform.gone ? [] : this.platform.holds
    return [...(this.excluded ? ['child-safety'] : []), ...marks]
  }

  private get isPassed(): boolean {
    return this.against.every((one) => this.byPerson && this.told.has(one)) && !this.isExcluded
  }

  private isHeldBack(now: number): boolean {
    const fresh = [...this.lastYes.values()].filter((at) => now - at < 300_000)
    const flaps = this.setting.flaps && fresh.length < 2
    const cools = now < this.setting.coolsUntil
    const isTooLate = now >= this.noReturnAt
    return !this.isPassed || flaps || (!this.byPerson && (cools || isTooLate))
  }

  /** It was written down, and the last look before the call held it back: for what it showed on the account, too. */
  heldBack(isByExclusion: boolean): void {
    this.state = 'blocked'
    this.wasSent = false
    this.said = new Set([...this.passed, ...(isByExclusion ? this.exclusions : [])])
    this.blockedForExclusion = isByExclusion || this.passedExclusion
  }

  /** Something excludes it that not everybody whose yes it is has read, or may decide. */
  get isExcluded(): boolean {
    const isRead = this.exclusions.every((one) => this.byPerson && this.told.has(one))
    return !isRead || (this.exclusions.length > 0 && !this.allCleared)
  }

  /** The platform answered our call, or did not. */
  answered(answer: 'acked' | 'refused' | 'superseded' | 'silence' | 'too-late', now: number): void {
    if (answer === 'too-late') {
      if (this.state === 'intent') this.neverSent()
    } else if (answer === 'acked' && this.state !== 'acked') {
      this.state = 'acked'
      this.ackedAt = now
    } else if (this.state === 'intent') this.state = answer === 'silence' ? 'unknown' : (answer as 'refused')
    else if (this.state === 'unknown' && answer !== 'silence') this.secondNo = answer as 'refused'
  }

  /** Its time is over and nothing of it ever left: it rests with people. */
  neverSent(): void {
    this.state = 'escalated'
    this.wasSent = false
    this.said = this.passed
    this.blockedForExclusion = this.passedExclusion
  }

  looked(now: number, isDark: boolean): void {
    const { platform, setting } = this
    const isBlind = isDark || platform.gone
    const shown = isBlind ? 'nothing' : setting.guard === 'log' ? this.shownByLog() : this.shownByVersion()
    if (shown === 'done') return this.seen(now)
    if (shown === 'raced') {
      this.state = 'raced'
      return
    }
    if (this.state === 'unknown') {
      if (!isBlind && this.secondNo !== undefined) this.state = this.secondNo
      else if (shown === 'others') this.state = 'superseded'
      else if (now >= this.expiresAt + (isBlind ? confirmMs : 0)) this.state = 'escalated'
      return
    }
    const settled = this.seenAt === undefined ? undefined : this.seenAt + setting.settleMs
    const isUndoneAgain = !isBlind && settled !== undefined && now >= settled
    if (isUndoneAgain || now >= Math.max(this.ackedAt, settled ?? 0) + confirmMs) this.state = 'escalated'
  }

  private shownByVersion(): 'done' | 'others' | 'not-yet' {
    if (this.platform.by === 'us') return 'done'
    return this.platform.entries.length > 0 ? 'others' : 'not-yet'
  }

  /** Only ours, next after the cause, is a success; and a later decision is left alone. */
  private shownByLog(): 'done' | 'others' | 'raced' | 'not-yet' {
    const { entries, state } = this.platform
    const place = entries.indexOf('us')
    if (place === -1) return 'not-yet'
    if (place > 0) return 'raced'
    if (this.setting.preserves || state === 'active') return 'done'
    return 'others'
  }

  /** Our change came back on the stream. */
  sighted(now: number): void {
    if (!['intent', 'unknown', 'acked'].includes(this.state)) return
    if (this.setting.settleMs === 0) this.state = 'confirmed'
    else {
      if (this.state !== 'acked') this.ackedAt = now
      this.state = 'acked'
      this.seenAt ??= now
    }
  }

  private seen(now: number): void {
    if (this.state !== 'acked') this.ackedAt = now
    this.seenAt ??= now
    this.state = now >= this.seenAt + this.setting.settleMs ? 'confirmed' : 'acked'
  }

  startedAgain(now: number): void {
    if (this.state === 'intent') this.state = 'unknown'
    if (this.state === 'authorised' && now >= this.expiresAt) this.state = 'escalated'
  }
}

type Said = ReadonlySet<string>
const nothing: Said = new Set()

export interface Setting {
  readonly mode: 'auto' | 'veto' | 'approve'
  readonly guard: 'native' | 'log'
  /** How the account stood before the change, as that says it; our command makes it active. */
  readonly before: 'active' | 'suspended'
  /** Keeps the data, and gives nothing back. */
  readonly preserves: boolean
  /** The policy said so of the change: only people who are cleared may have it restored. */
  readonly excluded: boolean
  readonly approvers: 1 | 2
  readonly settleMs: number
  readonly mayResend: boolean
  /** Another hand did again what was undone lately: nothing is sent but upon the yes of two people. */
  readonly flaps: boolean
  /** Until then the machine alone undoes nothing of this account; 0 where it may. */
  readonly coolsUntil: number
  readonly noReturnAt: number | undefined
}

export const clearedPeople: ReadonlySet<string> = new Set(['jonas', 'clara'])

export const lifeMs = 30_000
export const confirmMs = 10_000
export const waitMs = 120_000
export const proposedMs = 86_400_000
