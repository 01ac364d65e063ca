import type { Audit, HeadPlace, HeadSigner } from '../ports/audit.ts'
import type { Clock } from '../ports/clock.ts'
import { EdgeError } from '../ports/edge-error.ts'
import type { Notify } from '../ports/notice.ts'

/** Signs heads of the record when they are due, and carries every head to the places where they are kept
 *  besides the store. A place that cannot be written to now gets what it lacks later, in order; what it has is
 *  never written again. */
export function startAuditSeals(needs: AuditSealNeeds): AuditSeals {
  const { audit, signer, places, clock, notice } = needs
  let running: Promise<void> | undefined
  let stopped = false
  const failing = new Map<string, string>()

  const look = async (anyway: boolean) => {
    await tried('the record cannot be sealed', async () => {
      for (;;) {
        const entries = await audit.seal(signer, clock.now(), anyway)
        if (entries === 0) break
        notice({ kind: 'AuditSealed', entries })
      }
    })
    for (const place of places) {
      await tried(`heads cannot be kept in ${place.says}`, () => carry(audit, place))
    }
  }
  const tried = async (what: string, deed: () => Promise<void>) => {
    try {
      await deed()
      failing.delete(what)
    } catch (cause) {
      if (!(cause instanceof EdgeError)) throw cause
      failing.set(what, `${what}: ${cause.message}`)
      notice({ kind: 'AuditTrouble', what, cause })
    }
  }
  const { promise: failed, reject: fail } = Promise.withResolvers<never>()
  // Whoever never looks at `failed` must not be ended by it as an unhandled rejection.
  failed.catch(() => {})
  const timer = setInterval(() => {
    if (stopped) return
    running ??= look(false)
      .catch(fail)
      .finally(() => {
        running = undefined
      })
  }, lookEveryMs)
  timer.unref()

  return {
    failed,
    troubles: () => [...failing.values()],
    async stop() {
      stopped = true
      clearInterval(timer)
      await running
      // Whatever was recorded last is under a head before the store closes.
      await look(true)
    },
  }
}

export interface AuditSealNeeds {
  readonly audit: Pick<Audit, 'seal' | 'heads' | 'standing'>
  readonly signer: HeadSigner
  readonly places: readonly HeadPlace[]
  readonly clock: Clock
  readonly notice: Notify
}

export interface AuditSeals {
  stop(): Promise<void>
  readonly failed: Promise<never>
  /** What could not be signed or carried when it was last tried, in words. */
  troubles(): readonly string[]
}

const lookEveryMs = 1_000
const carriedMax = 500

async function carry(audit: Pick<Audit, 'heads' | 'standing'>, place: HeadPlace): Promise<void> {
  const { heads } = await audit.standing()
  const kept = await place.count()
  if (kept > heads) {
    throw new EdgeError('store-unavailable', `it has ${kept} heads and the store only ${heads}`, {
      retryable: false,
    })
  }
  for (let from = kept; from < heads; ) {
    const some = await audit.heads(from, carriedMax)
    if (some.length === 0) return
    await place.append(some)
    from += some.length
  }
}
