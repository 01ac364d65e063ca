import type { LastLook } from '../../../src/ports/platform.ts'

/** Nothing stands against it. */
export const mayGo: LastLook = async () => undefined
