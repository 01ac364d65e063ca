import { fileURLToPath } from 'node:url'

/** The schemas, policies and mappings that ship with the program. */
export const schemasFolder = fileURLToPath(new URL('../../../schemas', import.meta.url))
