import type { Permission } from '../auth/permissions.ts'

/** Who looks at the page, as the server says. */
export interface SignedIn {
  readonly id: string
  readonly name: string
  readonly team?: string
  readonly roles?: readonly string[]
  readonly permissions?: readonly Permission[]
}
