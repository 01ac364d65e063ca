/** Seconds in 2017 from the account's deactivation until it was back. */
const secondsIn2017 = 660
/** Where our own line ends, as a part of the picture's width. */
const ourPart = 0.3
const cssPixelsAMetre = 96 / 0.0254

/** Our seconds and those of 2017 as two lines at the same scale; the second one runs off the page, and says
 *  how far.  1.2 s on 600 px: 180 px for us, 99,000 px for 2017, 26 m. */
export function SecondsOf2017({
  seconds,
  width = 600,
}: {
  readonly seconds: number
  readonly width?: number
}) {
  const pixelsASecond = (width * ourPart) / Math.max(seconds, 0.1)
  const end = secondsIn2017 * pixelsASecond
  const metres = end / cssPixelsAMetre
  return (
    <svg
      class="two-lines"
      viewBox={`0 0 ${width} 44`}
      role="img"
      aria-label={`${seconds} seconds beside 660`}
    >
      <line class="ours" x1="4" y1="12" x2={4 + seconds * pixelsASecond} y2="12" />
      <circle class="ours" cx={4 + seconds * pixelsASecond} cy="12" r="4" />
      <text x={14 + seconds * pixelsASecond} y="16">
        now
      </text>
      <line class="then" x1="4" y1="32" x2={Math.min(width, end)} y2="32" />
      {end > width && (
        <text class="behind" x={width - 8} y="26" text-anchor="end">
          2017: 660 s, at this scale {metres < 10 ? metres.toFixed(1) : Math.round(metres)} m to the right →
        </text>
      )}
    </svg>
  )
}
