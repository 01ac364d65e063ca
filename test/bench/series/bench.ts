import { type Detector, luck, movingAverage, windowedGaussian } from './baselines.ts'
import { type Half, inventSeries } from './labelled-series.ts'
import { type Outcome, type Scored, windowScore } from './window-score.ts'
const seeds = Number(process.argv[2] ?? 10)
const { observe, startSeries } = await import('../../../src/core/series/detector.ts').catch(()=>({})) as any
const ours: Detector = () => { const s = startSeries(); return (at, v) => observe(s, at, v) }
for (const half of ['development', 'held out'] as Half[]) {
  const all = [...inventSeries(half, seeds)]
  console.log(half, all.length, all.reduce((n, s) => n + s.values.length, 0), all.reduce((n,s)=>n+s.onsets.length,0))
  for (const [name, d] of Object.entries({ luck, movingAverage, windowedGaussian, ...(observe && {ours}) })) {
    const t0 = performance.now()
    const scored: Scored[] = all.map((s) => { const f = (d as Detector)(); return { onsets: s.onsets, scores: Float64Array.from(s.values, (v, i) => f(s.times[i]!, v)) } })
    const ms = performance.now() - t0
    const o: Outcome = windowScore(scored)
    console.log(name.padEnd(18), o.score.toFixed(1), 'thr', o.threshold.toFixed(4), 'hits', o.hits, '/', o.onsets, 'ff', o.falseFlags, 'delay', o.delayRows, (ms).toFixed(0)+'ms', [...o.hitsByKind].map(([k, v]) => `${k} ${(v.hits/v.onsets).toFixed(2)}`).join(' | '))
  }
}
