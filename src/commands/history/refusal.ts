/** Faults of what a command was given, in words for people: it did not run, or did not run to its end. */
export class Refusal extends Error {}
