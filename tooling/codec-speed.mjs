// The speed of the entropy coder and of each symbol codec alone, as MB of symbols (a byte each) per second of processor time.
// Usage:  node tooling/codec-speed.mjs   (after `npm run build`)
import { codecOf, createMessage, popSymbols, pushSymbols, uniformCodec } from "../packages/codec/dist/index.js";

const COUNT = 1 << 16;
let state = 1;
const unit = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};
const fill = (count, make) => Float32Array.from({ length: count }, make);

/** name -> a codec for these symbols, and how many levels they have. */
const cases = {
  "uniform bytes": { levels: 256, make: () => uniformCodec(COUNT, 8) },
  bernoulli: { levels: 2, parameters: () => ({ logits: fill(COUNT, () => 6 * unit() - 3) }) },
  categorical: { levels: 64, parameters: () => ({ logits: fill(64 * COUNT, unit) }) },
  "beta-binomial": {
    levels: 256,
    parameters: () => ({ logits: fill(COUNT, () => 4 * unit() - 2), logConcentration: fill(COUNT, () => 3 * unit()) }),
  },
  "discretised-logistic-mixture": {
    levels: 256,
    parameters: () => ({
      logits: fill(5 * COUNT, unit),
      mean: fill(5 * COUNT, unit),
      logScale: fill(5 * COUNT, () => -3),
    }),
  },
};

/** MB/s of the fastest of some runs. */
function speed(work, prepare = () => {}) {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 4; run++) {
    prepare();
    const start = process.cpuUsage();
    work();
    best = Math.min(best, process.cpuUsage(start).user);
  }
  return (COUNT / best).toFixed(1).padStart(8);
}

console.log(`${"MB/s".padEnd(30)} lanes     in     out`);
for (const [family, { levels, parameters, make }] of Object.entries(cases)) {
  const symbols = Uint8Array.from({ length: COUNT }, () => Math.floor(levels * unit()));
  const values = parameters?.();
  const codec = (of) => make?.() ?? codecOf(family).create(values, { count: COUNT, levels, symbols: of });
  for (const lanes of [1, 2, 16]) {
    let message;
    const begin = () => {
      message = createMessage({ heads: new BigUint64Array(lanes).fill(1n << 31n) });
    };
    const push = speed(() => pushSymbols(message, codec(symbols), symbols), begin);
    const back = new Uint8Array(COUNT);
    const pop = speed(
      () => popSymbols(message, codec(back), back),
      () => {
        begin();
        pushSymbols(message, codec(symbols), symbols);
      },
    );
    console.log(family.padEnd(30), `${lanes}`.padStart(5), push, pop);
  }
}
