import type { PartitionAssigner } from 'kafkajs'
import { assignPartitions } from '../assignment.ts'
import { kafkajs } from './kafkajs.ts'

export interface CoAssignerHooks {
  /** The partition numbers that this member reads until now. */
  owned(): readonly number[]
  /** Called right before each request to join. */
  joining(): void
}

const name = 'countermand-co'
const version = 1

/** Gives one partition number of all topics to one member, and as far as it can to the one that had it. kafkajs's
 *  own assigner does neither. */
export function coAssigner(hooks: CoAssignerHooks): PartitionAssigner {
  return ({ cluster }) => {
    const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol
    return {
      name,
      version,
      protocol({ topics }) {
        hooks.joining()
        const userData = Buffer.from(JSON.stringify(hooks.owned()))
        return { name, metadata: MemberMetadata.encode({ version, topics, userData }) }
      },
      async assign({ members, topics }) {
        const counts = new Map(
          topics.map((topic) => [topic, cluster.findTopicPartitionMetadata(topic).length]),
        )
        const claims = members.map(({ memberId, memberMetadata }) => ({
          id: memberId,
          owns: ownedFrom(MemberMetadata.decode(memberMetadata)?.userData),
        }))
        const shares = assignPartitions(claims, Math.max(0, ...counts.values()))
        return [...shares].map(([memberId, numbers]) => ({
          memberId,
          memberAssignment: MemberAssignment.encode({
            version,
            assignment: Object.fromEntries(
              [...counts].map(([topic, count]) => [topic, numbers.filter((number) => number < count)]),
            ),
            userData: Buffer.alloc(0),
          }),
        }))
      },
    }
  }
}

/** What another member sent is not ours: anything but a list of numbers counts as no claim. */
function ownedFrom(userData: Buffer | undefined): number[] {
  try {
    const owned: unknown = JSON.parse(String(userData))
    return Array.isArray(owned) ? owned.filter((number) => Number.isInteger(number) && number >= 0) : []
  } catch {
    return []
  }
}

/** Gives the one partition to the one member there is: for reading without sharing. */
export function onlyAssigner(topic: string, partition: number): PartitionAssigner {
  return () => {
    const { MemberMetadata, MemberAssignment } = kafkajs.AssignerProtocol
    const nothing = Buffer.alloc(0)
    return {
      name: 'countermand-only',
      version,
      protocol: ({ topics }) => ({
        name: 'countermand-only',
        metadata: MemberMetadata.encode({ version, topics, userData: nothing }),
      }),
      assign: async ({ members }) =>
        members.slice(0, 1).map(({ memberId }) => ({
          memberId,
          memberAssignment: MemberAssignment.encode({
            version,
            assignment: { [topic]: [partition] },
            userData: nothing,
          }),
        })),
    }
  }
}
