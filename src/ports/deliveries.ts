/** Signed deliveries already taken, by their id, with what was answered: the second of the same id gets the
 *  first one's answer and changes nothing. */
export interface Deliveries {
  find(deliveryId: string): Promise<Delivery | undefined>
  remember(delivery: Delivery): Promise<void>
  /** A signature runs out after minutes, so an answer need not be kept for longer than an hour. */
  forget(before: number): Promise<void>
}

export interface Delivery {
  readonly deliveryId: string
  readonly at: number
  /** Hash of the body: the same id with another body is refused. */
  readonly bodyHash: string
  /** JSON. */
  readonly answer: string
}
