import type { ComponentChildren } from 'preact'

/** One matter of a sheet: what it is on the left, how it stands on the right. */
export function Part({ title, says, children }: PartNeeds) {
  return (
    <section class="part" aria-label={title}>
      <div>
        <h3>{title}</h3>
        {says !== undefined && <p class="quiet">{says}</p>}
      </div>
      <div>{children}</div>
    </section>
  )
}

interface PartNeeds {
  readonly title: string
  readonly says?: string
  readonly children: ComponentChildren
}
