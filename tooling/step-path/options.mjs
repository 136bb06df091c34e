// The training graph of the dense VAE under other options of the session, in turns.
import { create } from "./model.mjs";
import { median } from "./observe.mjs";

const ROUNDS = 60;

const variants = {
  "as the engine opens it": {},
  "optimisation basic": { graphOptimizationLevel: "basic" },
  "optimisation off": { graphOptimizationLevel: "disabled" },
  "denormals as zero": { extra: { session: { set_denormal_as_zero: "1" } } },
  "no memory pattern": { enableMemPattern: false },
  "no memory arena": { enableCpuMemArena: false },
  "device allocator for constants": { extra: { session: { use_device_allocator_for_initializers: "1" } } },
  "no prepacking": { extra: { session: { disable_prepacking: "1" } } },
};

function places(runtime, metadata, fill) {
  return Object.fromEntries(
    metadata.map(({ name, isTensor, shape }) => {
      const data = isTensor && Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, fill);
      return [name, isTensor ? new runtime.Tensor("float32", data, shape) : null];
    }),
  );
}

/** [name, milliseconds of one run, over that of the first variant]. */
export async function options(threads, { runtime, sessions, create: open }, now) {
  const vae = await create({ steps: 10 });
  await vae.rehearse();
  await vae.close();
  const { file } = sessions.at(-1);
  const base = { intraOpNumThreads: threads, interOpNumThreads: 1, logSeverityLevel: 3 };
  const opened = [];
  for (const [name, more] of Object.entries(variants)) {
    const session = await open(file, { ...base, ...more });
    const feeds = places(runtime, session.inputMetadata, (_, i) => 0.05 * Math.sin(i * i + 1));
    const fetches = places(runtime, session.outputMetadata, () => 0);
    opened.push({ name, session, feeds, fetches, times: [] });
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const { session, feeds, fetches, times } of opened) {
      const began = now();
      await session.run(feeds, fetches).catch(() => {}); // the answer ends with an error: see without-copies.ts
      times.push(now() - began);
    }
  }
  const [first] = opened;
  return opened.map(({ name, times }) => [
    name,
    median(times),
    median(times.map((time, round) => time / first.times[round])),
  ]);
}
