import { type CoderModel, levelsOf, type ModelNet } from "../model/coder-model.ts";
import { drawGrids } from "./draw-grids.ts";
import type { CodecNets, CodecSite, ElementSteps, Mixture, Moments, SiteValues, Symbols } from "./nets.ts";
import { type Fed, numbersOf, type OpenNet, openNet } from "./open-net.ts";
import { lawOf, lengthsOf, openSteps } from "./open-steps.ts";
import { settle, type WasmRuntime } from "./runtime.ts";

/** Nets that are open, and the versions that their bits depend on. */
export interface OpenNets extends CodecNets {
  readonly versions: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** How to open nets. */
export interface OpenOptions {
  /** Rows that go through side by side: a part of the code, so both sides need the same number. */
  readonly batch: number;
  /** Threads of the runtime; the bits are those of one. */
  readonly threads?: number;
}

const volume = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/**
 * Opens a model's nets in onnxruntime's WebAssembly build, where sums and products come out the same, to the bit, on every
 * machine, in Node and in a page.
 *
 * @throws EngineError when the runtime cannot open a net.
 */
export async function openNets(
  runtime: WasmRuntime,
  model: CoderModel,
  { batch, threads = 1 }: OpenOptions,
): Promise<OpenNets> {
  settle(runtime, threads);
  const levels = levelsOf(model);
  const { shape, dtype } = model.x;
  const opened: OpenNet[] = [];
  const open = async (net: ModelNet | undefined, name: string): Promise<OpenNet | undefined> => {
    if (!net) return undefined;
    const made = await openNet(runtime, net, name);
    opened.push(made);
    return made;
  };
  const closeAll = async () => {
    for (const net of opened.splice(0)) await net.close();
  };
  const numbers = Float32Array.from({ length: levels }, (_, k) => (model.x.categories ? k : k / (levels - 1)));
  const seen = (x: Symbols): Fed => ({
    values: dtype === "int32" ? Int32Array.from(x) : Float32Array.from(x, (k) => numbers[k] as number),
    shape: [batch, ...shape],
  });
  const shapes = new Map(model.sites.map((site) => [site.name, [batch, ...site.shape]]));
  const fed = (z: SiteValues): Record<string, Fed> =>
    Object.fromEntries(
      Object.entries(z).map(([name, values]) => [name, { values, shape: shapes.get(name) as readonly number[] }]),
    );
  try {
    const nets = await Promise.all(
      model.sites.map(async ({ name, shape: event, posterior, prior, mixture }) => {
        const q = (await open(posterior, `posterior of ${name}`)) as OpenNet;
        const p = await open(prior, `prior of ${name}`);
        const mixed = await open(mixture, `mixture of ${name}`);
        const site: CodecSite = {
          name,
          size: volume(event),
          posteriorReads: q.reads.filter((read) => read !== "x.length"),
          priorReads: p?.reads ?? [],
          ...(mixed ? { mixture: await mixtureOf(mixed, name) } : {}),
        };
        return { site, q, p };
      }),
    );
    const [likelihood, begin, step] = [
      await open(model.likelihood, "likelihood"),
      await open(model.steps?.begin, "begin"),
      await open(model.steps?.step, "step"),
    ];
    const at = (name: string) => nets.find(({ site }) => site.name === name) as (typeof nets)[number];
    const made: CodecNets = {
      batch,
      x: { shape, levels },
      sites: nets.map(({ site }) => site),
      likelihoodReads: (likelihood ?? begin)?.reads ?? [],
      posterior: async (site, x, z) => {
        const length: Fed = { values: lengthsOf(x, batch), shape: [batch] };
        return momentsOf(at(site).q, { ...fed(z), x: seen(x), "x.length": length }, `posterior of ${site}`);
      },
      prior: async (site, z) => momentsOf(at(site).p as OpenNet, fed(z), `prior of ${site}`),
      likelihood: async (z) =>
        lawOf(model.likelihood?.family ?? "", await (likelihood as OpenNet).run(fed(z)), "codec/nets likelihood"),
      ...(begin && step ? { steps: openSteps(model, { begin, step }, fed) as ElementSteps } : {}),
    };
    const grids = await drawGrids(made);
    const withGrid = (site: CodecSite): CodecSite => {
      const grid = grids[site.name];
      return grid ? { ...site, grid } : site;
    };
    return {
      ...made,
      sites: made.sites.map(withGrid),
      versions: { "onnxruntime-web": runtime.env.versions.web ?? runtime.env.versions.common },
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function momentsOf(net: OpenNet, given: Readonly<Record<string, Fed>>, name: string): Promise<Moments> {
  const { mean, scale } = await net.run(given);
  return {
    mean: numbersOf(mean, `codec/nets ${name}, mean`),
    scale: numbersOf(scale, `codec/nets ${name}, scale`),
  };
}

async function mixtureOf(net: OpenNet, name: string): Promise<Mixture> {
  const { logWeights, mean, scale } = await net.run({});
  const where = `codec/nets mixture of ${name}`;
  return {
    logWeights: numbersOf(logWeights, `${where}, logWeights`).slice(),
    mean: numbersOf(mean, `${where}, mean`).slice(),
    scale: numbersOf(scale, `${where}, scale`).slice(),
  };
}
