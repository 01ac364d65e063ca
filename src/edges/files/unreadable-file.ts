import { EdgeError } from '../../ports/edge-error.ts'

/** Why a file cannot be read, in one sentence for whoever named it. */
export function unreadableFile(path: string, cause: unknown): EdgeError {
  return new EdgeError('file-unreadable', `${path} cannot be read: ${whyUnreadable(cause)}`, {
    retryable: false,
    cause,
  })
}

export function whyUnreadable(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return says[code] ?? (cause instanceof Error ? cause.message : String(cause))
}

const says: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be opened',
  Z_DATA_ERROR: 'it is no gzip file, or a torn one',
  Z_BUF_ERROR: 'it ends in the middle of its gzip',
}
