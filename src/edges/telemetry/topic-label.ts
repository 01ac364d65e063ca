import { topicLabels } from './metric-table.ts'

/** The label of a topic: our own by name, any other as the one that changes arrive on. */
export function topicLabel(topic: string): string {
  return topicLabels.includes(topic) ? topic : 'changes'
}
