import type { Fields } from '../change/read-field.ts'

/** A row of a CSV file as the readers of records take it. There every field is a text:
 *    followers `44000000` -> 44000000   leavesAt `1509663420000` -> that time   canary `true` -> true
 *    protectedClass `head-of-state;government` -> a list of two
 *  What is not of its form stays the text that it was, for the reader to name as a fault. */
export function fromTexts(row: Fields): Fields {
  const read: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(row)) {
    read[name] = typeof value === 'string' ? fromText(name, value.trim()) : value
  }
  return read
}

function fromText(name: string, value: string): unknown {
  if (value === '') return undefined
  if (counted.has(name)) return /^\d{1,15}$/u.test(value) ? Number(value) : value
  if (listed.has(name)) {
    return value
      .split(';')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  }
  return name === 'canary' && (value === 'true' || value === 'false') ? value === 'true' : value
}

const counted = new Set([
  'followers',
  'validFrom',
  'createdAt',
  'roleSince',
  'hiredAt',
  'leavesAt',
  'accessEndsAt',
  'credentialChangedAt',
])
const listed = new Set(['protectedClass', 'holds'])
