import { type Happening, type Life, type Limits, paceMs, type Step } from './life.ts'
import type { Found } from './looking.ts'
import { restoredWords } from './restored-parts.ts'
import type { ReversalState } from './reversal.ts'

/** Steps that several states of the life cycle share. */

export function seen(life: Life, at: number, limits: Limits, besides?: string): Step {
  const seenAt = life.seenAt ?? at
  const leftMs = seenAt + limits.settleMs - at
  if (leftMs <= 0) return confirmed(life, besides)
  return {
    life: {
      ...life,
      state: 'acked',
      says: `seen restored; a second look in ${Math.ceil(leftMs / 1000)} s`,
      ackedAt: life.ackedAt ?? at,
      seenAt,
    },
    effects: [{ do: 'look', afterMs: leftMs }],
  }
}

export function acknowledged(life: Life, at: number, version: string | undefined): Step {
  const yes = { ...life, state: 'acked', says: 'the platform said yes; not yet seen', ackedAt: at } as const
  return {
    life: { ...yes, tries: 0, ...(version === undefined ? {} : { ackedVersion: version }) },
    effects: [{ do: 'look', afterMs: 0 }],
  }
}

export function inDoubt(life: Life, says: string): Step {
  return { life: { ...life, state: 'unknown', says, tries: 0 }, effects: [{ do: 'look', afterMs: 0 }] }
}

/** Neither done nor undone is said of it: only what the last look showed, or that it showed nothing. */
export function lost(life: Life, look: { readonly what: Found; readonly says: string }): Step {
  const shown = look.what === 'unreadable' ? 'the account could not be read' : 'it was not seen to have'
  return end(life, 'escalated', `nobody can say whether it happened: ${life.says}; ${shown}: ${look.says}`)
}

/** Nothing of it was ever sent: it stays with people, who may ask for it again. What a yes had passed by then is said
 *  and named once more, as where it is held back. */
export function givenUpUnsent(life: Life, says: string, at: number): Step {
  const { despite, passed, ...rest } = life
  if (despite === undefined || passed === undefined) return end(life, 'escalated', says, { untouched: true })
  const words = `${says}; ${despite}`
  const named = { what: passed.what, says: words, at }
  return end(rest, 'escalated', words, { untouched: true, blockedBy: passed.gates, named })
}

type Blocked = Extract<Happening, { kind: 'blocked' }>

/** Stopped after it was written down: what a yes had passed by then stands as it did. It is said and named again, so
 *  that the next yes, which it takes in any case, need not be said twice. What those people had been told of beside
 *  that stood no more, and is not among it.
 *
 *  told when they said yes      stood when it was written down   stopped by      -> named
 *  child-safety, court-order    child-safety                     kill-switch        child-safety
 *  it stood suspended before    it stood suspended before        kill-switch        it stood suspended before
 *  child-safety                 -                                kill-switch        -
 *  it stood suspended before    it stood suspended before        a new mark         both */
export function stoppedUnsent(life: Life, happening: Blocked): Step {
  const { despite, passed } = life
  const untouched = true as const
  if (despite === undefined || passed === undefined) return blocked(life, happening, { untouched })
  const by = [...new Set([...happening.by, ...passed.gates])]
  const named = [...new Set([...(happening.named ?? []), ...passed.what])]
  const isSaid = passed.what.every((one) => happening.named?.includes(one))
  const says = isSaid ? happening.says : `${happening.says}; ${despite}`
  return blocked(life, { ...happening, by, named, says }, { untouched })
}

/** Never refreshed and retried. Where the newer decision took nothing back, people must know: it is for them. */
export function superseded(
  life: Life,
  { says, notTakenBack }: { readonly says: string; readonly notTakenBack?: string },
  more: Partial<Life> = {},
): Step {
  if (notTakenBack === undefined) return end(life, 'superseded', says, more)
  return end(life, 'superseded', `${says}; ${notTakenBack}, and ${decideElsewhere}`, {
    ...more,
    stillStands: true,
  })
}

export const decideElsewhere =
  "is to be decided in the platform's own tool, or upon the case of the later change"

export function confirmed(life: Life, besides?: string): Step {
  if (besides === undefined)
    return end(life, 'confirmed', `${restoredWords(life.restored)}${despiteWords(life)}`)
  // What an earlier look showed was before it was restored.
  const { restored: _before, ...rest } = life
  return end(rest, 'confirmed', `${restoredWords(undefined)}; ${besides}${despiteWords(life)}`)
}

/** What a person's yes passed is said with what was done: ` (despite: it stood suspended before, …)` */
export function despiteWords({ despite }: { readonly despite?: string | undefined }): string {
  return despite === undefined ? '' : ` (despite: ${despite})`
}

/** Whoever says yes from now on is told of this. */
export function blocked(life: Life, { by, says, named = [], at }: Blocked, more: Partial<Life> = {}): Step {
  const { despite: _despite, passed: _passed, ...rest } = life
  return end(rest, 'blocked', says, { ...more, blockedBy: by, named: { what: named, says, at } })
}

export function vetoed(life: Life, by: string): Step {
  return end(life, 'vetoed', `${by} said no`, { by, untouched: true })
}

export function end(life: Life, state: ReversalState, says: string, more: Partial<Life> = {}): Step {
  return { life: { ...life, ...more, state, says }, effects: [] }
}

export function again(life: Life, what: 'look' | 'weigh'): Step {
  const tries = life.tries + 1
  return { life: { ...life, tries }, effects: [{ do: what, afterMs: paceMs(tries) }] }
}

export function same(life: Life): Step {
  return { life, effects: [] }
}
