import { go } from './desk.ts'
import { limits } from './limits.ts'

/** While it is open, nobody who looks at the page can miss it. */
export function BreakerBand() {
  const breaker = limits.value?.breaker
  if (breaker?.open !== true) return null
  return (
    <p class="held" role="status">
      <b>The breaker is open.</b> The machine waits: {breaker.why}. People decide, and two of them close it{' '}
      <button type="button" class="plain" onClick={() => go('limits')}>
        under Limits
      </button>
    </p>
  )
}
