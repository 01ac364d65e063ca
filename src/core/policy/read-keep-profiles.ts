import { type Verified, verifications } from '../change/account-change.ts'
import { type KeepProfiles, keepDefaults } from '../reference/keep-profiles.ts'
import type { Place, PolicyText } from './policy-text.ts'

/** The standing above which profiles are kept, `keepProfiles` of a policy. */
export function readKeepProfiles(yaml: PolicyText, place: Place | undefined): KeepProfiles {
  const given = place === undefined ? new Map<string, Place>() : yaml.entries(place, names)
  const verified = given.get('verified')
  return {
    followers: Math.ceil(
      yaml.number(given.get('followers'), keepDefaults.followers, 1, 1_000_000_000, 'followers'),
    ),
    verified:
      verified === undefined
        ? keepDefaults.verified
        : yaml
            .items(verified, verifications.length)
            .map((item) => yaml.choice<Verified>(item, notable, 'government')),
    protectedClass: yaml.boolean(given.get('protectedClass'), keepDefaults.protectedClass),
    restIsBelow: yaml.boolean(given.get('restIsBelow'), keepDefaults.restIsBelow),
  }
}

const names = ['followers', 'verified', 'protectedClass', 'restIsBelow'] as const
/** To keep whoever is not verified would be to keep everybody. */
const notable = verifications.filter((word) => word !== 'none')
