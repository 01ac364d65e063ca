import type { Evaluated } from './evaluated.ts'
import { pictureStyle } from './picture-style.ts'

type Version = Evaluated['versions'][number]

/** A picture of the trade-off: what people would have to look at in a day, against what it catches and how
 *  late. Each version is a line, the score's threshold falling from left to right; what its policy itself
 *  makes, with its rules and bands, is the point. Own code, some lines and ticks: a library of scales would be
 *  longer to call. */
export function drawTradeOff({ from, to, days, versions }: Evaluated): string {
  const lines = versions.map((version, at) => lineOf(version, at, days))
  const { incidents = [] } = versions[0] ?? {}
  const harmInAll = incidents.reduce((sum, { harm }) => sum + harm, 0)
  const across = rateScale(lines.flatMap(({ points, own }) => [...points, own].map(({ x }) => x)))
  const caught = panelOf('incidents caught', 118, 200, incidents.length, across)
  const late = panelOf('harmful changes before the first alert', 384, 130, harmInAll, across)
  const bottom = late.y(0) + 52 + lines.length * 24
  const title = 'Alerts a day against incidents caught'
  const span = `${from.slice(0, 10)} to ${to.slice(0, 10)}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${bottom + 10}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${title}</title>`,
    `<desc id="desc">${escaped(described(lines, incidents.length, harmInAll, span))}</desc>`,
    `<style>${pictureStyle}</style>`,
    `<rect class="ground" width="${width}" height="${bottom + 10}"/>`,
    text('head', left, 34, title),
    text('quiet', left, 56, `${span}. Medium and above, one an actor and hour; the score's threshold falls`),
    text('quiet', left, 73, 'from left to right. The point is the policy as it stands.'),
    caught.axes,
    late.axes,
    ...lines.map((line) => drawn(line, across, caught.y, ({ caught }) => caught)),
    ...lines.map((line) => drawn(line, across, late.y, ({ late }) => late)),
    text('quiet middle', (left + right) / 2, late.y(0) + 38, 'alerts a day'),
    ...lines.map((line, at) => legend(line, late.y(0) + 62 + at * 24)),
    '</svg>',
    '',
  ].join('\n')
}

const [width, left, right] = [720, 60, 690]
/** Load below this, three a year, is drawn at the picture's edge. */
const alertsADayMin = 0.01

interface Place {
  readonly x: number
  readonly caught: number
  readonly late: number
}

interface Line {
  readonly name: string
  readonly style: string
  /** Of its point; later ones are smaller, so that none hides another. */
  readonly radius: number
  readonly points: readonly Place[]
  readonly own: Place
}

function lineOf({ name, policy, tradeOff, load, incidents }: Version, at: number, days: number): Line {
  return {
    name: `${name} ${policy}`,
    style: `v${at % 4}`,
    radius: Math.max(3, 7 - 1.5 * at),
    points: tradeOff.map(({ alertsADay, incidentsCaught, harmBefore }) => ({
      x: alertsADay,
      caught: incidentsCaught,
      late: harmBefore,
    })),
    own: {
      x: load.kept / days,
      caught: incidents.filter((incident) => incident.caught).length,
      late: incidents.reduce((sum, { harmBefore }) => sum + harmBefore, 0),
    },
  }
}

interface Scale {
  readonly ticks: readonly number[]
  place(value: number): number
}

/** Logarithmic, with a tick for each decade. */
function rateScale(rates: readonly number[]): Scale {
  const low = Math.log10(alertsADayMin)
  const high = Math.log10(Math.max(1, ...rates) * 1.2)
  const ticks = Array.from({ length: Math.floor(high - low) + 1 }, (_, i) => 10 ** (low + i))
  const place = (rate: number) => {
    const log = Math.log10(Math.max(rate, alertsADayMin))
    return left + ((log - low) / (high - low)) * (right - left)
  }
  return { ticks, place }
}

interface Panel {
  readonly axes: string
  y(value: number): number
}

function panelOf(says: string, top: number, height: number, most: number, across: Scale): Panel {
  const y = (value: number) => top + height - (most === 0 ? 0 : (value / most) * height)
  const step = [1, 2, 5, 10, 20, 50, 100].find((size) => most / size <= 6) ?? Math.ceil(most / 6)
  const marks = Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => i * step)
  const axes = [
    text('label', left, top - 12, says),
    ...marks.map((mark) => `<path class="grid" d="M${left} ${y(mark)}H${right}"/>`),
    ...marks.map((mark) => text('tick end', left - 8, y(mark) + 4, String(mark))),
    ...across.ticks.map((tick) => `<path class="grid" d="M${place(across.place(tick))} ${top}V${y(0)}"/>`),
    ...across.ticks.map((tick) =>
      text('tick middle', across.place(tick), y(0) + 18, String(Number(tick.toFixed(2)))),
    ),
  ]
  return { axes: axes.join('\n'), y }
}

/** A staircase: what one threshold catches holds until the next is reached. */
function drawn(
  { style, radius, points, own }: Line,
  across: Scale,
  y: (value: number) => number,
  of: (at: Place) => number,
): string {
  const [first, ...rest] = points
  const steps = rest.map((at) => `H${place(across.place(at.x))}V${place(y(of(at)))}`)
  const path =
    first === undefined
      ? ''
      : `<path class="line ${style}" d="M${place(across.place(first.x))} ${place(y(of(first)))}${steps.join('')}"/>\n`
  return `${path}<circle class="own ${style}" cx="${place(across.place(own.x))}" cy="${place(y(of(own)))}" r="${radius}"/>`
}

function legend({ name, style, radius, own }: Line, y: number): string {
  const says = `${name}: ${own.caught} caught at ${own.x.toFixed(2)} a day, ${own.late} harmful before`
  return [
    `<path class="line ${style}" d="M${left} ${y - 4}H${left + 34}"/>`,
    `<circle class="own ${style}" cx="${left + 17}" cy="${y - 4}" r="${radius}"/>`,
    text('tick', left + 46, y, says),
  ].join('\n')
}

function described(lines: readonly Line[], incidents: number, harm: number, span: string): string {
  const each = lines.map(
    ({ name, own }) =>
      `${name} catches ${own.caught} of ${incidents} incidents at ${own.x.toFixed(2)} alerts a day, after ` +
      `${own.late} of ${harm} harmful changes.`,
  )
  return [`${span}.`, ...each].join(' ')
}

function text(style: string, x: number, y: number, says: string): string {
  return `<text class="${style}" x="${place(x)}" y="${place(y)}">${escaped(says)}</text>`
}

/** A tenth of a pixel is enough for anybody, and makes the same file everywhere. */
function place(value: number): number {
  return Math.round(value * 10) / 10
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
