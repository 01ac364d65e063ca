import { benchStep } from '../../bench/step.ts'
import { shippedPolicy } from '../people.ts'

/** Many changes of many hands, for whoever wants to look at the compiler meanwhile. */
benchStep(shippedPolicy('default'), { rounds: 2 })
