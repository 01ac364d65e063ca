import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'

/** What is kept of a person's secret: `scrypt$N$r$p$salt$hash`, the last two in base64. The parameters stand
 *  beside the hash, so that new secrets can be made costlier without locking out the old ones.
 *
 *  N = 2^15, r = 8, p = 3: 32 MiB and some 150 ms of one core (OWASP's password storage sheet lists it among its
 *  equals). */
const cost = { N: 2 ** 15, r: 8, p: 3 }
const saltBytes = 16
const hashBytes = 32
/** Of 128 N r bytes, twice what ours need: a hash that somebody planted cannot ask for gigabytes. */
const memoryBytesMax = 2 * 128 * cost.N * cost.r

export const secretCharsMin = 12
export const secretCharsMax = 1_000

export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const hash = await derive(secret, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), hash.toString('base64')].join('$')
}

/** Takes the same time whoever is meant: without a hash to look at, one is made for nothing. */
export async function isSecret(secret: string, kept: string | undefined): Promise<boolean> {
  const parts = kept === undefined ? undefined : readHash(kept)
  if (parts === undefined) {
    await derive(secret, Buffer.alloc(saltBytes), cost)
    return false
  }
  const hash = await derive(secret, parts.salt, parts.cost)
  return timingSafeEqual(hash, parts.hash)
}

/** Why a secret may not be used, in words; undefined where it may. */
export function refuseSecret(secret: string): string | undefined {
  const { length } = normal(secret)
  if (length < secretCharsMin) return `a secret has at least ${secretCharsMin} characters`
  if (length > secretCharsMax) return `a secret has at most ${secretCharsMax} characters`
  return undefined
}

function readHash(kept: string) {
  const [kind, N, r, p, salt = '', hash = ''] = kept.split('$')
  const bytes = Buffer.from(hash, 'base64')
  if (kind !== 'scrypt' || bytes.length !== hashBytes) return undefined
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64'),
    hash: bytes,
  }
}

function derive(secret: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(normal(secret), salt, hashBytes, { ...options, maxmem: memoryBytesMax }, (cause, hash) =>
      cause === null ? resolve(hash) : reject(cause),
    )
  })
}

/** The same secret typed on another keyboard. */
function normal(secret: string): string {
  return secret.normalize('NFKC')
}
