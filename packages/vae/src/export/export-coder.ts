import { cpuEngine, exportProgram, type Port, traceOutputs } from "@elbo/engine";
import { type Arena, type Distribution, type Field, type Input, type Named, NotSupportedError } from "@elbo/spec";
import type { Assembled, CompileRequest } from "../assembly/assembled.ts";
import { knobValues } from "../assembly/knob-values.ts";
import { elementsProgram, siteProgram } from "../programs/coder-programs.ts";
import { checkCodable } from "./check-codable.ts";
import { end } from "./export-model.ts";

/** One net of a coder as an ONNX file that says nothing of where and when it was made: equal models give equal bytes. */
export interface CoderNet {
  readonly bytes: Uint8Array;
  /** Names in the file of what goes in, by the program's own: `x`, and `latent/<site>` of the sites above. */
  readonly inputs: Named<string>;
  /** Names in the file of what comes out: `mean` and `scale`, or `parameter/<name>`. */
  readonly outputs: Named<string>;
}

/** One latent site of a coder, in the order of drawing. */
export interface CoderSite {
  readonly name: string;
  readonly shape: readonly number[];
  /** x and the sites above -> `mean` and `scale` of q, `[batch, ...event]`. */
  readonly posterior: CoderNet;
  /** The sites above -> `mean` and `scale` of p; absent: N(0, I). */
  readonly prior?: CoderNet;
}

/** What lossless compression needs of a model. */
export interface ExportedCoder {
  /** What an example is made of: whole numbers k, which nets see as k / (levels - 1), or as k where they are categories. */
  readonly x: Field;
  readonly sites: readonly CoderSite[];
  /** All latents -> `parameter/<name>` of the elements' distribution, `[batch, ...element]` and axes of its own. */
  readonly likelihood: CoderNet & { readonly family: string };
}

/**
 * Writes the nets that drive an entropy coder: the parameters of q and p of every latent site, and those of p(x|z) of every
 * element (Townsend et al. 2019, section 2). Values are those at the end of training.
 *
 * @throws NotSupportedError, with the reason, for a model that cannot be coded with.
 */
export async function exportCoder(assembled: Assembled, arena: Arena): Promise<ExportedCoder> {
  checkCodable(assembled);
  const { parts, dataset, knobs } = assembled;
  const { sites } = parts.latents;
  const knobsOf = (paths: readonly string[]) => knobValues(paths, knobs, end);

  const write = (title: string, request: (batch: number) => CompileRequest, allowed: readonly string[]): CoderNet => {
    const { bytes, ports } = exportProgram(request, arena, { title, knobs: knobsOf });
    checkPorts(title, ports, allowed);
    const named = (kind: Port["kind"]) =>
      Object.fromEntries(ports.filter((port) => port.kind === kind).map(({ path, name }) => [path, name]));
    return { bytes, inputs: named("input"), outputs: named("output") };
  };
  const latentInputs = (batch: number, names: readonly string[]): Named<Input> => {
    const all = assembled.decoding(batch).signature.inputs;
    return Object.fromEntries(names.map((name) => [`latent/${name}`, all[`latent/${name}`] as Input]));
  };

  const written: CoderSite[] = [];
  for (const [at, { name, shape }] of sites.entries()) {
    const above = sites.slice(0, at).map((site) => site.name);
    const inputs = above.map((site) => `latent/${site}`);
    const request =
      (of: "q" | "p") =>
      (batch: number): CompileRequest => ({
        program: siteProgram(parts, name, of),
        signature: {
          inputs: { ...assembled.encoding(batch).signature.inputs, ...latentInputs(batch, above) },
          training: false,
        },
      });
    const posterior = write(`posterior-${name}`, request("q"), ["x", ...inputs]);
    const { program, signature } = request("p")(1);
    const constant = traceOutputs(program, signature, arena).mean?.shape.length === shape.length;
    if (constant) await checkStandard(name, request("p"), arena, knobsOf);
    written.push({
      name,
      shape,
      posterior,
      ...(constant ? {} : { prior: write(`prior-${name}`, request("p"), inputs) }),
    });
  }

  let family = "";
  const tell = (elements: Distribution) => {
    family = elements.family;
  };
  const names = sites.map(({ name }) => name);
  const likelihood = write(
    "likelihood",
    (batch) => ({
      program: elementsProgram(parts, tell),
      signature: { inputs: latentInputs(batch, names), training: false },
    }),
    names.map((name) => `latent/${name}`),
  );
  return { x: dataset.fields.x as Field, sites: written, likelihood: { ...likelihood, family } };
}

/** A coder is given x and latents, nothing else. */
function checkPorts(title: string, ports: readonly Port[], allowed: readonly string[]): void {
  const other = ports.find(({ kind, path }) => kind !== "output" && !(kind === "input" && allowed.includes(path)));
  if (!other) return;
  throw new NotSupportedError(`a coder has no ${other.kind} "${other.path}" to give`, {
    where: `vae/coder ${title}`,
    expected: `a net of ${allowed.join(", ") || "nothing"}`,
  });
}

/** @throws NotSupportedError when a prior that depends on nothing is another Gaussian than N(0, I). */
async function checkStandard(
  site: string,
  request: (batch: number) => CompileRequest,
  arena: Arena,
  knobsOf: (paths: readonly string[]) => Named<number>,
): Promise<void> {
  const { program, signature } = request(1);
  const compiled = await cpuEngine.compile(program, signature, arena);
  const zeros = Object.entries(signature.inputs).map(([name, { shape, dtype }]) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return [name, dtype === "float32" ? new Float32Array(size) : new Int32Array(size)] as const;
  });
  try {
    const found = await compiled.run(Object.fromEntries(zeros), { seed: 0n, step: 0 }, knobsOf(compiled.knobs));
    if (found.mean?.every((value) => value === 0) && found.scale?.every((value) => value === 1)) return;
  } finally {
    compiled.dispose();
  }
  throw new NotSupportedError("the first site is coded under N(0, I) only", {
    where: `config latents, site ${site}`,
    expected: "the prior standard-normal",
    received: "another Gaussian",
  });
}
