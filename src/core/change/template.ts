/** Texts with `${name}` in them, as mapping files use for URLs, headers and bodies.
 *  The names that may stand in a text are checked once, when it is loaded, by `namesIn`. */

/** What a name stands for; `undefined` where nobody knows. */
export type Lookup = (name: string) => string | undefined

/** A JSON value whose texts are templates. */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [key: string]: JsonTemplate }

/** Values URL-encoded. `undefined` where a value is not known or cannot stand in an address: then nothing
 *  can be sent.
 *  `/accounts/${account.id}/restore` with `a/1` -> `/accounts/a%2F1/restore` */
export function fillUrl(template: string, lookup: Lookup): string | undefined {
  return fill(template, lookup, encodeSegment)
}

/** Values as they are. `undefined` where a value is not known, or breaks a line: such a header would be two. */
export function fillHeader(template: string, lookup: Lookup): string | undefined {
  const text = fill(template, lookup, asIs)
  return text === undefined || hasControl(text) ? undefined : text
}

/** A tree of values ready for `JSON.stringify`. A text that consists of one unknown name becomes `null`;
 *  inside a longer text an unknown name becomes nothing. What stands as `{ number: '${name}' }` becomes a number,
 *  and is left out where nobody knows it. */
export function fillBody(template: JsonTemplate, lookup: Lookup): unknown {
  if (typeof template === 'string') {
    const [name] = namesIn(template)
    if (name !== undefined && template === `\${${name}}`) return lookup(name) ?? null
    return fill(template, (name) => lookup(name) ?? '', asIs)
  }
  if (Array.isArray(template)) return template.map((item: JsonTemplate) => fillBody(item, lookup))
  if (template === null || typeof template !== 'object') return template
  return Object.fromEntries(
    Object.entries(template).flatMap(([key, item]) => {
      const number = asNumber(item)
      if (number === undefined) return [[key, fillBody(item, lookup)]]
      const text = fill(number, lookup, asIs)
      return text === undefined || text === '' || !Number.isFinite(Number(text)) ? [] : [[key, Number(text)]]
    }),
  )
}

/** `{ number: '${cause.labels.strikes}' }` */
function asNumber(item: JsonTemplate): string | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return undefined
  const entries = Object.entries(item)
  const [[name, text] = []] = entries
  return entries.length === 1 && name === 'number' && typeof text === 'string' && text.startsWith('${')
    ? text
    : undefined
}

/** The names between `${` and `}`, in order, repeated ones too. */
export function namesIn(template: string): string[] {
  return template
    .split('${')
    .slice(1)
    .flatMap((part) => (part.includes('}') ? [nameBefore(part)] : []))
}

type Encode = (value: string) => string | undefined

function fill(template: string, lookup: Lookup, encode: Encode): string | undefined {
  const [start = '', ...parts] = template.split('${')
  let text = start
  for (const part of parts) {
    const value = lookup(nameBefore(part))
    const encoded = value === undefined ? undefined : encode(value)
    if (encoded === undefined) return undefined
    text += encoded + part.slice(part.indexOf('}') + 1)
  }
  return text
}

function nameBefore(part: string): string {
  return part.slice(0, part.indexOf('}')).trim()
}

/** `undefined` for what no address can hold: nothing at all, half of a surrogate pair, and `.` or `..`, which
 *  climb the path even when encoded, because browsers and proxies resolve `%2E` too. */
function encodeSegment(value: string): string | undefined {
  if (value === '' || value === '.' || value === '..' || !value.isWellFormed()) return undefined
  return encodeURIComponent(value)
}

const asIs = (value: string): string => value

function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return true
  return false
}
