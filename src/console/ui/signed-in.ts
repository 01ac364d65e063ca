import type { Permission } from '../auth/permissions.ts'

/** Who looks at the page, as the server says. */
export interface SignedIn {
  readonly id: string
  readonly name: string
  /** Under which they stand in what is shown of their own changes. */
  readonly pseudonym?: string
  readonly team?: string
  readonly roles?: readonly string[]
  readonly permissions?: readonly Permission[]
}
