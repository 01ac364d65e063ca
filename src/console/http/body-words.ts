import type { FastifyInstance } from 'fastify'
import { reasonLengthMax, reasonLengthMin, wordsPattern } from '../../core/audit/reason.ts'

/** Texts in the bodies of requests. */

export const text = (lengthMax: number) => ({ type: 'string', minLength: 1, maxLength: lengthMax })

/** What people write in words of their own: never blank. */
export const words = (lengthMax: number) => ({ ...text(lengthMax), pattern: wordsPattern })

/** The same that `readReason` takes, once the blanks around it are gone. */
export const reasonText = {
  type: 'string',
  minLength: reasonLengthMin,
  maxLength: reasonLengthMax,
  pattern: wordsPattern,
}

/** Takes the blanks from around what people write, before anything looks at it: for every route at once, so that no
 *  new one forgets it. */
export function trimWords(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body }) => {
    if (typeof body !== 'object' || body === null) return
    for (const name of written) {
      const value: unknown = Reflect.get(body, name)
      if (typeof value === 'string') Reflect.set(body, name, value.trim())
    }
  })
}

const written = ['reason', 'note', 'order', 'ticket'] as const
