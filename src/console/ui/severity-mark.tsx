import type { Severity } from '../../core/policy/severity.ts'

/** Severity is a shape first, a word second, a hue third: nobody needs to tell two colours apart. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return (
    <svg
      class={`mark ${severity}`}
      viewBox="0 0 14 14"
      width="14"
      height="14"
      role="img"
      aria-label={severity}
    >
      {shapes[severity]}
    </svg>
  )
}

const shapes = {
  info: <circle cx="7" cy="7" r="2" />,
  low: <circle cx="7" cy="7" r="3.5" />,
  medium: <path d="M7 2 12.5 11.5H1.5Z" />,
  high: <path class="hollow" d="M7 1.5 12.500 7 7 12.500 1.500 7Z" />,
  critical: <path d="M7 .5 13.500 7 7 13.500 .5 7Z" />,
} as const satisfies Record<Severity, unknown>
