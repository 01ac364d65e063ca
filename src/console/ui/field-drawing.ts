import type { Severity } from '../../core/policy/severity.ts'
import type { PolicyLines } from '../live/protocol.ts'

/** One change on the field. */
export interface FieldDot {
  readonly suspicionCenti: number
  readonly stakesCenti: number
  readonly severity: Severity
  readonly alerted: boolean
  readonly name?: string
  /** 1 for what just happened, towards 0 for what is about to leave. */
  readonly freshness: number
}

export interface FieldInk {
  readonly ink: string
  readonly quiet: string
  readonly hairline: string
  readonly ground: string
  readonly of: Readonly<Record<Severity, string>>
}

export interface FieldSize {
  readonly width: number
  readonly height: number
}

/** The window of the field, in hundredths of a point. What lies outside is drawn at its edge. */
export const fieldWindow = { suspicionMin: -800, suspicionMax: 1800, stakesMin: 0, stakesMax: 1400 }
const margin = { left: 34, right: 14, top: 12, bottom: 30 }

/** Where a change stands: suspicion to the right, stakes upwards.
 *  (0, 0) on 640 x 360 -> x 216.2, y 330 */
export function placeOf(dot: Pick<FieldDot, 'suspicionCenti' | 'stakesCenti'>, { width, height }: FieldSize) {
  const { suspicionMin, suspicionMax, stakesMin, stakesMax } = fieldWindow
  const right = clamp01((dot.suspicionCenti - suspicionMin) / (suspicionMax - suspicionMin))
  const up = clamp01((dot.stakesCenti - stakesMin) / (stakesMax - stakesMin))
  return {
    x: margin.left + right * (width - margin.left - margin.right),
    y: height - margin.bottom - up * (height - margin.top - margin.bottom),
  }
}

/** Draws the whole field: axes and policy lines first, the routine as faint dots, what alerted on top. */
export function drawField(
  pen: CanvasRenderingContext2D,
  size: FieldSize,
  dots: readonly FieldDot[],
  lines: PolicyLines,
  ink: FieldInk,
): void {
  pen.clearRect(0, 0, size.width, size.height)
  pen.font = '11px system-ui, sans-serif'
  drawAxes(pen, size, ink)
  drawLines(pen, size, lines, ink)
  for (const dot of dots) if (!dot.alerted) drawRoutine(pen, size, dot, ink)
  const alerted = dots.filter((dot) => dot.alerted)
  for (const dot of alerted) drawAlert(pen, size, dot, ink)
  drawNames(pen, size, alerted, ink)
  pen.globalAlpha = 1
}

function drawAxes(pen: CanvasRenderingContext2D, size: FieldSize, ink: FieldInk): void {
  const { width, height } = size
  const base = height - margin.bottom
  pen.strokeStyle = ink.hairline
  pen.fillStyle = ink.quiet
  pen.lineWidth = 1
  pen.beginPath()
  pen.moveTo(margin.left, margin.top)
  pen.lineTo(margin.left, base + 0.5)
  pen.lineTo(width - margin.right, base + 0.5)
  pen.stroke()
  pen.textAlign = 'center'
  for (let centi = -800; centi <= fieldWindow.suspicionMax; centi += 400) {
    const { x } = placeOf({ suspicionCenti: centi, stakesCenti: 0 }, size)
    pen.fillText(String(centi / 100).replace('-', '−'), x, base + 14)
  }
  pen.textAlign = 'right'
  for (let centi = 0; centi <= fieldWindow.stakesMax; centi += 400) {
    const { y } = placeOf({ suspicionCenti: 0, stakesCenti: centi }, size)
    pen.fillText(String(centi / 100), margin.left - 6, y + 4)
  }
  pen.fillText('suspicion, points', width - margin.right, base + 27)
  pen.textAlign = 'left'
  pen.fillText('stakes', margin.left + 6, margin.top + 8)
}

/** A band of severity begins where suspicion and stakes add up to its score: a line falling to the right. */
function drawLines(pen: CanvasRenderingContext2D, size: FieldSize, lines: PolicyLines, ink: FieldInk): void {
  pen.save()
  pen.beginPath()
  pen.rect(
    margin.left,
    margin.top,
    size.width - margin.left - margin.right,
    size.height - margin.top - margin.bottom,
  )
  pen.clip()
  for (const severity of ['medium', 'high', 'critical'] as const) {
    const score = lines.bandsCenti[severity]
    const from = placeOnLine(score, fieldWindow.stakesMax, size)
    const to = placeOnLine(score, fieldWindow.stakesMin, size)
    pen.strokeStyle = ink.of[severity]
    pen.globalAlpha = 0.5
    pen.beginPath()
    pen.moveTo(from.x, from.y)
    pen.lineTo(to.x, to.y)
    pen.stroke()
    pen.globalAlpha = 1
    pen.fillStyle = ink.of[severity]
    pen.textAlign = 'left'
    pen.save()
    pen.translate(to.x, to.y)
    pen.rotate(Math.atan2(to.y - from.y, to.x - from.x))
    pen.textAlign = 'right'
    pen.fillText(severity, -10, -5)
    pen.restore()
  }
  const { x } = placeOf({ suspicionCenti: lines.alertAtCenti.suspicion, stakesCenti: 0 }, size)
  pen.strokeStyle = ink.quiet
  pen.setLineDash([2, 4])
  pen.beginPath()
  pen.moveTo(x, margin.top)
  pen.lineTo(x, size.height - margin.bottom)
  pen.stroke()
  if (size.height > 240) {
    pen.fillStyle = ink.quiet
    pen.textAlign = 'right'
    pen.fillText('alerts begin', x - 6, size.height - margin.bottom - 8)
  }
  pen.restore()
}

/** A point of a band's line, which may lie outside the window: so without clamping. */
function placeOnLine(scoreCenti: number, stakesCenti: number, size: FieldSize) {
  const { suspicionMin, suspicionMax } = fieldWindow
  const { y } = placeOf({ suspicionCenti: 0, stakesCenti }, size)
  const right = (scoreCenti - stakesCenti - suspicionMin) / (suspicionMax - suspicionMin)
  return { x: margin.left + right * (size.width - margin.left - margin.right), y }
}

function drawRoutine(pen: CanvasRenderingContext2D, size: FieldSize, dot: FieldDot, ink: FieldInk): void {
  const { x, y } = placeOf(dot, size)
  pen.globalAlpha = 0.12 + 0.4 * dot.freshness
  pen.fillStyle = ink.quiet
  pen.beginPath()
  pen.arc(x, y, 1.8, 0, 2 * Math.PI)
  pen.fill()
}

/** The same shapes as everywhere, in the severity's hue, with a rim of ground so that it stands out. */
function drawAlert(pen: CanvasRenderingContext2D, size: FieldSize, dot: FieldDot, ink: FieldInk): void {
  const { x, y } = placeOf(dot, size)
  const reach = dot.severity === 'critical' || dot.severity === 'high' ? 6 : 4.5
  pen.globalAlpha = 0.45 + 0.55 * dot.freshness
  pen.beginPath()
  if (dot.severity === 'medium') polygon(pen, x, y, [0, -reach, reach, reach * 0.8, -reach, reach * 0.8])
  else if (dot.severity === 'critical' || dot.severity === 'high') {
    polygon(pen, x, y, [0, -reach, reach, 0, 0, reach, -reach, 0])
  } else pen.arc(x, y, 3.5, 0, 2 * Math.PI)
  pen.lineWidth = 4
  pen.strokeStyle = ink.ground
  pen.stroke()
  pen.lineWidth = 1.5
  pen.strokeStyle = ink.of[dot.severity]
  pen.fillStyle = dot.severity === 'high' ? ink.ground : ink.of[dot.severity]
  pen.fill()
  pen.stroke()
  pen.lineWidth = 1
}

/** Names beside the bright dots, the newest first, as long as they do not stand on each other. */
function drawNames(
  pen: CanvasRenderingContext2D,
  size: FieldSize,
  dots: readonly FieldDot[],
  ink: FieldInk,
): void {
  const taken: { x: number; y: number; width: number }[] = []
  for (const dot of dots.toReversed()) {
    if (dot.name === undefined || taken.length >= namesMax) continue
    const { x, y } = placeOf(dot, size)
    const width = pen.measureText(dot.name).width
    const left = x + 12 + width > size.width - margin.right ? x - 12 - width : x + 12
    if (
      taken.some((name) => Math.abs(name.y - y) < 14 && left < name.x + name.width && name.x < left + width)
    )
      continue
    taken.push({ x: left, y, width })
    pen.globalAlpha = 1
    pen.textAlign = 'left'
    pen.lineWidth = 3
    pen.strokeStyle = ink.ground
    pen.strokeText(dot.name, left, y + 4)
    pen.fillStyle = ink.ink
    pen.fillText(dot.name, left, y + 4)
    pen.lineWidth = 1
  }
}

const namesMax = 12

function polygon(pen: CanvasRenderingContext2D, x: number, y: number, corners: readonly number[]): void {
  for (let at = 0; at < corners.length; at += 2)
    pen.lineTo(x + (corners[at] ?? 0), y + (corners[at + 1] ?? 0))
  pen.closePath()
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value))
}
