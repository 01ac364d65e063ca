/** Faults of what a command was given, in words for people: it did not run, or did not run to its end. */
export class Refusal extends Error {}

/** Whoever read our standard output has seen enough, as `head` has: nobody's fault, and nothing to tell anybody. */
export class ReaderGone extends Refusal {}
