/** Where a table comes from, as its setting writes it. */
export type Where =
  | { readonly kind: 'topic'; readonly topic: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'http'; readonly url: string }

export const whereMeant = 'topic:NAME, file:PATH, or an http(s) address with {id} in it'

/** topic:staff.records -> that topic   file:hr.csv -> that file   https://hr/people/{id} -> look-ups
 *  `undefined` for anything else. */
export function readWhere(text: string): Where | undefined {
  const [, kind, rest] = /^(topic|file):(.+)$/u.exec(text) ?? []
  if (kind === 'topic' && rest !== undefined) return { kind, topic: rest }
  if (kind === 'file' && rest !== undefined) return { kind, path: rest }
  return /^https?:\/\//u.test(text) && text.includes('{id}') ? { kind: 'http', url: text } : undefined
}
