/** How much one change may hold. Lengths in UTF-16 code units, as JavaScript counts them; JSON Schema counts
 *  code points, so what it lets through may still be too long here, by its emoji. */
export const changeLimits = {
  /** Ids, versions, tokens, codes, and names of roles, teams, tools and states. */
  wordLengthMax: 256,
  /** What people are called, and what they call themselves. */
  handleLengthMax: 512,
  /** What a person wrote. */
  noteLengthMax: 4096,
  /** Addresses: what browsers and proxies pass on without cutting. */
  linkLengthMax: 2048,
  /** Items of `protectedClass`, `holds`, `policies`, `approvedBy`. */
  listItemsMax: 64,
  labelsMax: 64,
  labelNameLengthMax: 128,
  labelLengthMax: 1024,
  /** How deep objects and lists may stand in each other, fields that are not ours included. */
  depthMax: 16,
  /** A fault list is for people: what is wrong beyond this many is only said to be more. */
  faultsMax: 50,
} as const

/** 1971-01-01: a time in seconds, read as milliseconds, falls before it until the year 2969. */
export const timeMsMin = 31_536_000_000
/** The end of the year 9999, which staff records write for "no end": a time in microseconds falls after it. */
export const timeMsMax = 253_402_300_799_999
