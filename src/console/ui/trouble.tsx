/** What went wrong with the last try, where anything did; `says` without its full stop. */
export function Trouble({ says }: { readonly says: string | undefined }) {
  if (says === undefined) return undefined
  return (
    <p class="trouble" role="alert">
      {says}.
    </p>
  )
}
