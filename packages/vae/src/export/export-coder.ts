import { cpuEngine, exportProgram, type Port, traceOutputs } from "@elbo/engine";
import { type Arena, type Distribution, type Input, type Named, NotSupportedError } from "@elbo/spec";
import type { Assembled, CompileRequest } from "../assembly/assembled.ts";
import { knobValues } from "../assembly/knob-values.ts";
import { elementOutputs, elementsProgram, mixtureProgram, siteProgram } from "../programs/coder-programs.ts";
import { decoderSequence, lawStep } from "../programs/sequential-programs.ts";
import { checkCodable } from "./check-codable.ts";
import type { CoderLaws, CoderNet, CoderSite, ExportedCoder } from "./coder-nets.ts";
import { end } from "./export-model.ts";
import { symbolsOf } from "./symbols-of.ts";

/** Writes one net; every input of the program that it asks for must be among `allowed`. */
type Write = (title: string, request: (batch: number) => CompileRequest, allowed: readonly string[]) => CoderNet;

/**
 * Writes the nets that drive an entropy coder: the parameters of q and p of every latent site, and those of p(x|z) of every
 * element (Townsend et al. 2019, section 2). Values are those at the end of training.
 *
 * @throws NotSupportedError, with the reason, for a model that cannot be coded with.
 */
export async function exportCoder(assembled: Assembled, arena: Arena): Promise<ExportedCoder> {
  checkCodable(assembled);
  const { parts, dataset, knobs } = assembled;
  const knobsOf = (paths: readonly string[]) => knobValues(paths, knobs, end);
  const write: Write = (title, request, allowed) => {
    const { bytes, ports } = exportProgram(request, arena, { title, knobs: knobsOf });
    checkPorts(title, ports, allowed);
    const named = (kind: Port["kind"]) =>
      Object.fromEntries(ports.filter((port) => port.kind === kind).map(({ path, name }) => [path, name]));
    return { bytes, inputs: named("input"), outputs: named("output") };
  };
  const sites: CoderSite[] = [];
  for (const at of parts.latents.sites.keys()) sites.push(await writeSite(assembled, arena, at, { write, knobsOf }));
  const { x } = dataset.fields;
  const text = symbolsOf(dataset);
  return { x: x as NonNullable<typeof x>, sites, ...writeElements(assembled, arena, write), ...(text ? { text } : {}) };
}

const latentInputs = (assembled: Assembled, batch: number, names: readonly string[]): Named<Input> => {
  const all = assembled.decoding(batch).signature.inputs;
  return Object.fromEntries(names.map((name) => [`latent/${name}`, all[`latent/${name}`] as Input]));
};

interface Writing {
  readonly write: Write;
  readonly knobsOf: (paths: readonly string[]) => Named<number>;
}

async function writeSite(
  assembled: Assembled,
  arena: Arena,
  at: number,
  { write, knobsOf }: Writing,
): Promise<CoderSite> {
  const { parts } = assembled;
  const { sites } = parts.latents;
  const { name, shape } = sites[at] as (typeof sites)[number];
  const drawn = sites.map((site) => site.name);
  const inferred = parts.latents.inferred ?? drawn;
  const [above, before] = [drawn.slice(0, at), inferred.slice(0, inferred.indexOf(name))];
  const paths = (names: readonly string[]) => names.map((site) => `latent/${site}`);
  const asking =
    (program: CompileRequest["program"], given: readonly string[]) =>
    (batch: number): CompileRequest => ({
      program,
      signature: {
        inputs: { ...assembled.encoding(batch).signature.inputs, ...latentInputs(assembled, batch, given) },
        training: false,
      },
    });
  const request = (program: CompileRequest["program"]) => asking(program, above);
  const q = asking(siteProgram(parts, name, "q"), before);
  const posterior = write(`posterior-${name}`, q, ["x", "x.length", ...paths(before)]);
  const site = { name, shape, posterior };
  if (parts.latents.facts[name]?.prior.includes("gaussian-mixture")) {
    return { ...site, mixture: write(`mixture-${name}`, request(mixtureProgram(parts, name)), []) };
  }
  const prior = request(siteProgram(parts, name, "p"));
  const { program, signature } = prior(1);
  const constant = traceOutputs(program, signature, arena).mean?.shape.length === shape.length;
  if (!constant) return { ...site, prior: write(`prior-${name}`, prior, paths(above)) };
  await checkStandard(name, prior, arena, knobsOf);
  return site;
}

/** p(x|z): of all elements at once, or of one after the other. */
function writeElements(assembled: Assembled, arena: Arena, write: Write): CoderLaws {
  const { parts } = assembled;
  const names = parts.latents.sites.map(({ name }) => name);
  const inputs = names.map((name) => `latent/${name}`);
  let family = "";
  const tell = (elements: Distribution) => {
    family = elements.family;
  };
  const signature = (batch: number) => ({ inputs: latentInputs(assembled, batch, names), training: false });
  const { stepper } = parts.decoder;
  if (!stepper) {
    const request = (batch: number) => ({ program: elementsProgram(parts, tell), signature: signature(batch) });
    const likelihood = write("likelihood", request, inputs);
    return { likelihood: { ...likelihood, family } };
  }
  const begin = (batch: number): CompileRequest => ({
    program: decoderSequence(parts, stepper, batch).begin,
    signature: signature(batch),
  });
  const step = (batch: number): CompileRequest => {
    const first = begin(batch);
    const read = (elements: Distribution) => {
      tell(elements);
      return elementOutputs(elements);
    };
    return {
      program: lawStep(parts, stepper, read),
      signature: {
        inputs: {
          ...(traceOutputs(first.program, first.signature, arena) as Named<Input>),
          previous: { shape: [batch], dtype: "int32" },
          index: { shape: [], dtype: "int32" },
        },
        training: false,
      },
    };
  };
  const began = write("begin", begin, inputs);
  const stepped = write("step", step, [...Object.keys(began.outputs), "previous", "index"]);
  return { steps: { length: stepper.length, begin: began, step: { ...stepped, family } } };
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
  throw new NotSupportedError("the first site is coded under N(0, I) or a mixture only", {
    where: `config latents, site ${site}`,
    expected: "the prior standard-normal, mixture or vamp",
    received: "another Gaussian",
  });
}
