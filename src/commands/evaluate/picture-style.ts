/** Light and dark as the reader has it. Lines differ in dash as well as in colour, for those who see few
 *  colours; every text has a contrast of at least 4.5 to the ground. */
export const pictureStyle = `
svg { color-scheme: light dark; --ground: #fcfbf9; --ink: #23262b; --quiet: #62666d; --hair: #dedfe2;
  --c0: #1f5aa8; --c1: #b04a00; --c2: #6a3fa0; --c3: #23754a; }
@media (prefers-color-scheme: dark) {
  svg { --ground: #14171c; --ink: #dfe2e6; --quiet: #9aa0a8; --hair: #2f343c;
    --c0: #7db4f5; --c1: #f3a261; --c2: #c3a2f2; --c3: #7fcfa4; }
}
text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.head { font-size: 19px; font-weight: 600; }
.label { font-weight: 600; }
.quiet, .tick { fill: var(--quiet); }
.end { text-anchor: end; }
.middle { text-anchor: middle; }
.ground { fill: var(--ground); }
.grid { stroke: var(--hair); }
.line { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.own { stroke: var(--ground); stroke-width: 2; }
.v0 { --c: var(--c0); }
.v1 { --c: var(--c1); stroke-dasharray: 7 4; }
.v2 { --c: var(--c2); stroke-dasharray: 2 3; }
.v3 { --c: var(--c3); stroke-dasharray: 10 3 2 3; }
.line { stroke: var(--c); }
.own { fill: var(--c); stroke-dasharray: none; }
`
