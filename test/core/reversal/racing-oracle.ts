import type { ReversalState } from '../../../src/core/reversal/reversal.ts'
import { causeVersion, type Platform } from './racing-platform.ts'

/** What must become of one undoing, by the facts: who wrote the account, who said what and when. It knows no
 *  effects, no life and no gates; it is told what happened, and says which state that must lead to. */
export class Oracle {
  state: ReversalState
  private readonly setting: Setting
  private readonly platform: Platform
  private yes = new Map<string, number>()
  private lastYes = new Map<string, number>()
  private expiresAt = lifeMs
  private countdown: { from: number; to: number; times: number } | undefined
  private acknowledged = false
  private handedTo: string | undefined
  private wasSent = false
  private ackedAt = 0
  private seenAt: number | undefined
  private secondNo: 'refused' | 'superseded' | undefined

  constructor(setting: Setting, platform: Platform) {
    this.setting = setting
    this.platform = platform
    this.state = ({ auto: 'authorised', veto: 'counting', approve: 'proposed' } as const)[setting.mode]
    if (setting.mode === 'veto') this.countdown = { from: 0, to: waitMs, times: 0 }
  }

  /** `named`: whether the yes named the command. */
  says(word: string, by: string, now: number, named: boolean, onShift: boolean): void {
    if (by === 'contractor') return
    const isHalfAYes = ['yes', 'acknowledge'].includes(word)
    if (isHalfAYes && (by === 'teammate' || by === 'author')) return
    const counts = this.state === 'counting'
    switch (word) {
      case 'yes':
        return this.agree(by, now, named)
      case 'no':
        if (counts || this.state === 'proposed' || this.state === 'authorised') this.state = 'vetoed'
        return undefined
      case 'acknowledge':
        if (counts && onShift) this.acknowledged = true
        return undefined
      case 'extend': {
        const { countdown } = this
        if (!counts || countdown === undefined || countdown.times === 3) return undefined
        this.countdown = { ...countdown, to: countdown.to + waitMs, times: countdown.times + 1 }
        return undefined
      }
      case 'hand-over':
        if (counts) this.handedTo = 'jonas'
        return undefined
      default:
        throw new Error(word)
    }
  }

  private agree(by: string, now: number, named: boolean): void {
    const neverSent = this.state === 'escalated' && !this.wasSent
    if (!['proposed', 'counting', 'blocked'].includes(this.state) && !neverSent) return
    const mustName = ['proposed', 'counting'].includes(this.state) || this.yes.size > 0
    if (mustName && !named) return
    if (this.handedTo !== undefined && this.handedTo !== by) return
    for (const [who, at] of this.yes) if (now - at >= 300_000) this.yes.delete(who)
    this.yes.set(by, now)
    this.lastYes.set(by, now)
    if (this.yes.size < this.setting.approvers) return
    this.yes.clear()
    this.authorise(now)
  }

  private authorise(now: number): void {
    this.state = 'authorised'
    this.expiresAt = now + lifeMs
  }

  lifted(to: 'veto' | 'auto', now: number): void {
    const isLeftAlone = this.handedTo === undefined && (this.countdown?.times ?? 0) === 0
    if (to === 'auto' && (this.state === 'proposed' || (this.state === 'counting' && isLeftAlone)))
      this.authorise(now)
    if (to === 'veto' && this.state === 'proposed') {
      this.state = 'counting'
      this.countdown = { from: now, to: now + waitMs, times: 0 }
    }
  }

  timeIs(now: number): void {
    if (this.state === 'proposed' && now >= proposedMs) this.state = 'expired'
    if (this.state !== 'counting' || this.countdown === undefined || now < this.countdown.to) return
    if (this.acknowledged && this.handedTo === undefined) this.authorise(now)
    else this.state = 'escalated'
  }

  /** It was about to be written down and sent. */
  weighed(now: number, isDark: boolean, killSwitch: boolean): void {
    const { gone, holds, version } = this.platform
    const isOver = now >= this.expiresAt
    if (isDark) this.state = isOver ? 'expired' : 'authorised'
    else if (!gone && version !== causeVersion) this.state = 'superseded'
    else if (gone || holds.size > 0 || killSwitch || this.isHeldByFlap(now)) this.state = 'blocked'
    else this.state = isOver ? 'expired' : 'intent'
    this.wasSent ||= this.state === 'intent'
  }

  private isHeldByFlap(now: number): boolean {
    const fresh = [...this.lastYes.values()].filter((at) => now - at < 300_000)
    return this.setting.flaps && fresh.length < 2
  }

  /** The platform answered our call, or did not. */
  answered(answer: 'acked' | 'refused' | 'superseded' | 'silence' | 'too-late', now: number): void {
    if (answer === 'too-late') {
      if (this.state === 'intent') this.state = 'expired'
      if (this.state === 'unknown') this.state = 'escalated'
    } else if (answer === 'acked' && this.state !== 'acked') {
      this.state = 'acked'
      this.ackedAt = now
    } else if (this.state === 'intent') this.state = answer === 'silence' ? 'unknown' : (answer as 'refused')
    else if (this.state === 'unknown') {
      if (answer === 'silence') this.state = now >= this.expiresAt ? 'escalated' : 'unknown'
      else this.secondNo = answer as 'refused'
    }
  }

  looked(now: number, isDark: boolean): void {
    const { platform, setting } = this
    const isBlind = isDark || platform.gone
    if (!isBlind && platform.by === 'us') return this.seen(now)
    if (this.state === 'unknown') {
      if (!isBlind && this.secondNo !== undefined) this.state = this.secondNo
      else if (!isBlind && platform.version !== causeVersion) this.state = 'superseded'
      else if (now >= this.expiresAt) this.state = 'escalated'
      return
    }
    const settled = this.seenAt === undefined ? undefined : this.seenAt + setting.settleMs
    const isUndoneAgain = !isBlind && settled !== undefined && now >= settled
    if (isUndoneAgain || now >= Math.max(this.ackedAt, settled ?? 0) + confirmMs) this.state = 'escalated'
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
    if (this.state === 'authorised' && now >= this.expiresAt) this.state = 'expired'
  }
}

export interface Setting {
  readonly mode: 'auto' | 'veto' | 'approve'
  readonly approvers: 1 | 2
  readonly settleMs: number
  readonly mayResend: boolean
  /** Another hand did again what was undone lately: nothing is sent but upon the yes of two people. */
  readonly flaps: boolean
}

export const lifeMs = 30_000
export const confirmMs = 10_000
export const waitMs = 120_000
export const proposedMs = 86_400_000
