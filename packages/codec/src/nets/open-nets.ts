import { EngineError } from "@elbo/spec";
import { type CoderModel, levelsOf, type ModelNet } from "../model/coder-model.ts";
import type { CodecNets, CodecSite, Elements, Moments, SiteValues, Symbols } from "./nets.ts";
import { type RuntimeSession, settle, type WasmRuntime } from "./runtime.ts";

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

const LATENT = "latent/";
const PARAMETER = "parameter/";
const volume = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** One net, opened: runs on values by the program's own names. */
interface OpenNet {
  readonly reads: readonly string[];
  run(feeds: Readonly<Record<string, Float32Array | Int32Array>>): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}

/** Sites or "x" that a net reads. */
const readsOf = ({ inputs }: ModelNet): string[] =>
  Object.keys(inputs).map((path) => (path.startsWith(LATENT) ? path.slice(LATENT.length) : path));

/** @throws EngineError for a NaN or an infinity: its bits may differ between machines, and no law has such a parameter. */
function checkFinite(values: Float32Array, where: string): Float32Array {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new EngineError(`a net gives ${values[i]}`, {
      where,
      expected: "numbers",
      remedy: "The model cannot compress these examples: train it further, or another one.",
    });
  }
  return values;
}

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
  const shapes = new Map<string, readonly number[]>([
    ["x", [batch, ...shape]],
    ...model.sites.map((site) => [site.name, [batch, ...site.shape]] as const),
  ]);
  const opened: RuntimeSession[] = [];
  const open = async (net: ModelNet, name: string): Promise<OpenNet> => {
    const session = await create(runtime, net.bytes, name);
    opened.push(session);
    const reads = readsOf(net);
    return {
      reads,
      run: async (values) => {
        const feeds = Object.entries(net.inputs).map(([path, input], i) => {
          const read = reads[i] as string;
          const type = path === "x" && dtype === "int32" ? "int32" : "float32";
          return [input, new runtime.Tensor(type, values[read] as Float32Array, shapes.get(read) as readonly number[])];
        });
        const found = await session.run(Object.fromEntries(feeds));
        return Object.fromEntries(
          Object.entries(net.outputs).map(([path, output]) => [
            path,
            checkFinite(found[output]?.data as Float32Array, `codec/nets ${name}, ${path}`),
          ]),
        );
      },
      close: () => session.release(),
    };
  };
  const nets = await Promise.all(
    model.sites.map(async ({ name, posterior, prior }) => ({
      q: await open(posterior, `posterior of ${name}`),
      p: prior && (await open(prior, `prior of ${name}`)),
    })),
  );
  const likelihood = await open(model.likelihood, "likelihood");
  const numbers = Float32Array.from({ length: levels }, (_, k) => (model.x.categories ? k : k / (levels - 1)));
  const seen = (x: Symbols) =>
    dtype === "int32" ? Int32Array.from(x) : Float32Array.from(x, (k) => numbers[k] as number);
  const sites: CodecSite[] = model.sites.map(({ name, shape: event }, i) => ({
    name,
    size: volume(event),
    posteriorReads: nets[i]?.q.reads ?? [],
    priorReads: nets[i]?.p?.reads ?? [],
  }));
  const at = (site: string) => nets[model.sites.findIndex(({ name }) => name === site)] as (typeof nets)[number];
  return {
    batch,
    x: { shape, levels },
    sites,
    likelihoodReads: likelihood.reads,
    posterior: async (site, x, z) => momentsOf(await at(site).q.run({ ...z, x: seen(x) })),
    prior: async (site, z: SiteValues) => momentsOf(await (at(site).p as OpenNet).run(z)),
    likelihood: async (z): Promise<Elements> => {
      const found = Object.entries(await likelihood.run(z));
      return {
        family: model.likelihood.family,
        parameters: Object.fromEntries(found.map(([path, values]) => [path.slice(PARAMETER.length), values])),
      };
    },
    versions: { "onnxruntime-web": runtime.env.versions.web ?? runtime.env.versions.common },
    close: async () => {
      for (const session of opened) await session.release();
    },
  };
}

const momentsOf = ({ mean, scale }: Record<string, Float32Array>): Moments => ({
  mean: mean as Float32Array,
  scale: scale as Float32Array,
});

async function create(runtime: WasmRuntime, bytes: Uint8Array, name: string): Promise<RuntimeSession> {
  try {
    return await runtime.InferenceSession.create(bytes, {
      executionProviders: ["wasm"],
      graphOptimizationLevel: "all",
    });
  } catch (cause) {
    throw new EngineError("onnxruntime's WebAssembly build cannot open a net of the model", {
      where: `codec/nets ${name}`,
      received: cause instanceof Error ? cause.message : String(cause),
      remedy: "Compare the versions of elbo and onnxruntime-web with those in the archive (elbo inspect).",
      cause,
    });
  }
}
