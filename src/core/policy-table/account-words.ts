import { type Account, type Verified, verifications } from '../change/account-change.ts'
import { countOf, spanMs, spanPattern } from './quantities.ts'
import { dayMs, ordinaryAccount, type Scene } from './scene.ts'
import { noun, type Word, word } from './word.ts'

/** Over how long many accounts are touched. In the column of the moment too. */
export const overWords: readonly Word[] = [
  word('in one minute', 'evenly over so long', `in ${spanPattern}`, (scene, parts) => ({
    ...scene,
    spanMs: spanMs(parts),
  })),
]

const classes = ['government', 'elected', 'candidate', 'emergency', 'media', 'staff'] as const

const headOfState = {
  kind: 'person',
  followers: 44_000_000,
  verified: 'government',
  protectedClass: ['head-of-state', 'government'],
} as const satisfies Omit<Account, 'id'>

/** Whose account it is, or whose accounts they are. */
export const accountWords: readonly Word[] = [
  noun('ordinary account', 'a person with 180 followers', 'ordinary accounts?', staged(ordinaryAccount)),
  noun('spam account', 'made two days ago, with 3 followers', 'spam accounts?', (scene) => ({
    ...scene,
    account: { ...ordinaryAccount, followers: 3 },
    accountAgeMs: 2 * dayMs,
  })),
  word('made 2 d ago', 'so old is the account', `made ${spanPattern} ago`, (scene, parts) => ({
    ...scene,
    accountAgeMs: spanMs(parts),
  })),
  noun('head of state', 'protected, verified, 44M followers', 'heads? of state', staged(headOfState)),
  ...classes.map((one) =>
    word(`${one} account`, 'of this protected class', `${one} accounts?`, (scene) =>
      withAccount(scene, { protectedClass: [...(scene.account.protectedClass ?? []), one] }),
    ),
  ),
  word('verified', 'of the older kind, by hand', 'verified(?: accounts?)?', (scene) =>
    badge(scene, 'legacy'),
  ),
  ...verifications.map((kind) =>
    word(`verified ${kind}`, 'of this kind', `verified ${kind}`, (scene) => badge(scene, kind)),
  ),
  noun('network', 'a range of addresses, not a person', 'networks?', staged({ kind: 'network' })),
  word('organisation', 'not a person', 'organisations?', (scene) =>
    withAccount(scene, { kind: 'organisation' }),
  ),
  word(
    '44M',
    'followers; also 300k, 180 followers',
    '(\\d+(?:\\.\\d+)?)(M|k)(?: followers)?',
    (scene, [n = '', unit]) => withAccount(scene, { followers: countOf(n, unit) }),
  ),
  word('180 followers', 'so many followers', '(\\d+) followers', (scene, [n = '']) =>
    withAccount(scene, { followers: countOf(n, undefined) }),
  ),
  word('standing unknown', 'nobody knows followers, badge, class or age', 'standing unknown', (scene) => {
    const { followers: _f, verified: _v, protectedClass: _c, ...rest } = scene.account
    return { ...scene, account: rest, accountAgeMs: undefined }
  }),
  word('hold legal', 'an exclusion that stands on the account', 'hold ([\\w-]+)', (scene, [hold = '']) =>
    withAccount(scene, { holds: [...(scene.account.holds ?? []), hold] }),
  ),
  word('canary', 'a decoy that nobody has a reason to touch', 'canary', (scene) =>
    withAccount(scene, { canary: true }),
  ),
  word('200', 'so many, each another one', '(\\d{1,4})(?= [a-z])(?! followers)', (scene, [n = '']) => ({
    ...scene,
    accounts: Math.max(1, Number(n)),
  })),
  word('accounts', 'as the other words say', 'accounts', (scene) => scene),
  word('as one operation', 'one act of a person for all of them', 'as one operation', (scene) => ({
    ...scene,
    oneOperation: true,
  })),
  ...overWords,
]

function staged(account: Omit<Account, 'id'>): Word['stage'] {
  return (scene) => ({ ...scene, account })
}

function badge(scene: Scene, verified: Verified): Scene {
  return withAccount(scene, { verified })
}

function withAccount(scene: Scene, part: Partial<Account>): Scene {
  return { ...scene, account: { ...scene.account, ...part } }
}
