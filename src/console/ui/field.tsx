import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { severities } from '../../core/policy/severity.ts'
import { changes, handles, type StreamChange } from './desk.ts'
import { drawField, type FieldDot, type FieldInk } from './field-drawing.ts'
import { many } from './figures.ts'
import { welcome } from './live-client.ts'

/** The signature picture: a day's routine as faint dots, and the one bright dot that should not be there.
 *  Large with the live stream; small in a case, with the one change it is about. */
export function Field({ only }: { readonly only?: Omit<FieldDot, 'freshness'> }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const frame = useRef(0)
  const draw = () => {
    cancelAnimationFrame(frame.current)
    frame.current = requestAnimationFrame(() => {
      if (canvas.current !== null) paint(canvas.current, only)
    })
  }
  useSignalEffect(() => {
    // Drawn anew whenever something came in.
    void handles.value
    void changes.value
    void welcome.value
    draw()
  })
  useEffect(() => {
    const box = canvas.current
    if (box === null) return undefined
    const observer = new ResizeObserver(draw)
    observer.observe(box)
    const dark = matchMedia('(prefers-color-scheme: dark)')
    dark.addEventListener('change', draw)
    return () => {
      observer.disconnect()
      dark.removeEventListener('change', draw)
      cancelAnimationFrame(frame.current)
    }
  }, [])
  useEffect(draw)
  const alerted = changes.value.filter((change) => change.alerted).length
  const label =
    only === undefined
      ? `${many(changes.value.length, 'recent change')} by suspicion and stakes; ${many(alerted, 'alert')} among them`
      : 'where this change fell, among the recent ones'
  return (
    <canvas ref={canvas} class={only === undefined ? 'field' : 'field small'} role="img" aria-label={label} />
  )
}

function paint(canvas: HTMLCanvasElement, only: Omit<FieldDot, 'freshness'> | undefined): void {
  const pen = canvas.getContext('2d')
  const lines = welcome.peek()?.lines
  if (pen === null || lines === undefined) return
  const size = { width: canvas.clientWidth, height: canvas.clientHeight }
  const scale = devicePixelRatio
  canvas.width = Math.round(size.width * scale)
  canvas.height = Math.round(size.height * scale)
  pen.scale(scale, scale)
  const recent = changes.peek()
  const stream = recent.map((change, at) => dotOf(change, (at + 1) / recent.length))
  const dots =
    only === undefined
      ? stream
      : [...stream.filter((dot) => !dot.alerted), { ...only, alerted: true, freshness: 1 }]
  drawField(pen, size, dots, lines, inkOf(canvas))
}

function dotOf(change: StreamChange, freshness: number): FieldDot {
  const { suspicionCenti, stakesCenti, severity, alerted, accountId } = change
  return {
    suspicionCenti,
    stakesCenti,
    severity,
    alerted,
    freshness,
    ...(alerted ? { name: inert(handles.peek().get(accountId) ?? accountId) } : {}),
  }
}

/** A canvas follows the direction marks in a text, and these come from strangers. */
function inert(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
  return plain.length > 28 ? `${plain.slice(0, 27)}…` : plain
}

/** The theme's colours, as the style sheet has them at this moment. */
function inkOf(canvas: HTMLCanvasElement): FieldInk {
  const style = getComputedStyle(canvas)
  const ink = (name: string) => style.getPropertyValue(`--${name}`)
  const [info, low, medium, high, critical] = severities.map((severity) => ink(severity))
  const of = {
    info: info ?? '',
    low: low ?? '',
    medium: medium ?? '',
    high: high ?? '',
    critical: critical ?? '',
  }
  return { ink: ink('ink'), quiet: ink('quiet'), hairline: ink('hairline'), ground: ink('ground'), of }
}
