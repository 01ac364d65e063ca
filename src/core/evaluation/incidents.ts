import { isBefore, type Moment } from './moment.ts'

/** A labelled change of an incident: what should have been caught. */
export interface IncidentChange {
  readonly incident: string
  /** False for a release: it should be caught, and nobody is harmed by it. */
  readonly isHarm: boolean
  readonly moment: Moment
  /** The moment of the change that decided its alert: its own, or a later one's by hindsight. */
  readonly alertedAt?: Moment | undefined
}

export interface IncidentMeasure {
  readonly incident: string
  readonly caught: boolean
  readonly harm: number
  /** Harmful changes before the incident's first alert; all of them where it has none. */
  readonly harmBefore: number
  /** Harmful changes that no alert ever named, neither their own nor by hindsight. */
  readonly harmUnnamed: number
}

/** Which incidents were caught, and after how much harm. An incident is caught once any of its changes has an
 *  alert; harm counts as before it while nobody had been told. Hindsight brings earlier changes into the case,
 *  but the alert came no sooner.
 *
 *  harm, harm alerted, harm -> caught, 1 before, 2 unnamed
 *  harm, harm, harm alerted at the moment of the second (hindsight) -> caught, 1 before, 1 unnamed
 *  harm, release alerted, harm -> caught, 1 before, 2 unnamed      harm, harm -> not caught, 2 before, 2 unnamed */
export function measureIncidents(changes: readonly IncidentChange[]): IncidentMeasure[] {
  const incidents = Map.groupBy(changes, ({ incident }) => incident)
  return [...incidents].map(([incident, group]) => {
    const first = group.reduce<Moment | undefined>(
      (earliest, { alertedAt }) =>
        alertedAt !== undefined && (earliest === undefined || isBefore(alertedAt, earliest))
          ? alertedAt
          : earliest,
      undefined,
    )
    const harm = group.filter(({ isHarm }) => isHarm)
    const before = harm.filter(({ moment }) => first === undefined || isBefore(moment, first))
    const unnamed = harm.filter(({ alertedAt }) => alertedAt === undefined)
    return {
      incident,
      caught: first !== undefined,
      harm: harm.length,
      harmBefore: before.length,
      harmUnnamed: unnamed.length,
    }
  })
}
