/** SHA-256 of a text's UTF-8 bytes, in small hex digits. */
export type Hash = (text: string) => string

/** What is hashed begins with a tag that nothing else begins with, so that an entry can never be passed off as
 *  a link, a node or a head. */
const tags = {
  leaf: 'countermand.audit.leaf.v1\0',
  link: 'countermand.audit.link.v1\0',
  node: 'countermand.audit.node.v1\0',
  head: 'countermand.audit.head.v1\0',
} as const

/** Before the first entry, and before the first head. */
export const nothingYet = '0'.repeat(64)

/** A leaf is an entry at its place: the same text elsewhere is another leaf. */
export function leafOf(hash: Hash, seq: number, body: string): string {
  return hash(`${tags.leaf}${seq}\n${body}`)
}

/** The hash that stands for everything up to and with this leaf. */
export function linkOf(hash: Hash, previous: string, leaf: string): string {
  return hash(`${tags.link}${previous}${leaf}`)
}

export function nodeOf(hash: Hash, left: string, right: string): string {
  return hash(`${tags.node}${left}${right}`)
}

/** What a head's signature is over. */
export function signedText(headText: string): string {
  return `${tags.head}${headText}`
}

export function headHashOf(hash: Hash, headText: string): string {
  return hash(signedText(headText))
}
