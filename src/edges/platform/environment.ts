import { EdgeError } from '../../ports/edge-error.ts'

/** The value of an environment variable that a mapping names. */
export function secretNamed(name: string, environment: Readonly<Record<string, string | undefined>>): string {
  const value = environment[name]
  if (value !== undefined && value !== '') return value
  const says = `the platform cannot be asked: the environment variable ${name}, which its mapping names, is not set`
  throw new EdgeError('platform-unavailable', says, { retryable: false })
}
