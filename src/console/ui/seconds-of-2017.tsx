import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'

/** Seconds in 2017 from the account's deactivation until it was back. */
const secondsIn2017 = 660
const cssPixelsAMetre = 96 / 0.0254

/** A line for 2017 at the scale of ours, which runs off the page; how far is said.
 *  Ours is 1.24 s and ends at 0.3 of 600 px -> 145 px a second, 95,806 px for 2017: 25 m */
export function SecondsOf2017({ seconds, endsAt }: SecondsOf2017Needs) {
  const line = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  useEffect(() => {
    const box = line.current
    if (box === null) return undefined
    const observer = new ResizeObserver(() => {
      width.value = box.clientWidth
    })
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  const pixels = (secondsIn2017 * endsAt * width.value) / Math.max(seconds, 0.01)
  const metres = Math.max(0, pixels - width.value) / cssPixelsAMetre
  const length = `${Math.min(width.value, pixels)}px`
  return (
    <div class="of-2017">
      <div ref={line} class="line-of-2017">
        <div class={metres > 0 ? 'runs-off' : ''} style={{ width: length }} />
      </div>
      <p class="quiet number">
        2017: 660 s
        {metres > 0 &&
          `, at this scale another ${metres < 10 ? metres.toFixed(1) : Math.round(metres)} m to the right →`}
      </p>
    </div>
  )
}

interface SecondsOf2017Needs {
  /** Ours. */
  readonly seconds: number
  /** Where ours ends, as a part of the width. */
  readonly endsAt: number
}
