import { type Port, traceOutputs } from "@elbo/engine";
import type { Arena, DecoderStepper, Input, Named } from "@elbo/spec";
import type { Assembled, CompileRequest } from "../assembly/assembled.ts";
import { posteriorProgram } from "../programs/density-programs.ts";
import { decoderSequence, type Pick as Picked } from "../programs/sequential-programs.ts";

/** A program of a model that makes a file. */
export interface Exportable {
  /** The file's name, without its ending. */
  readonly name: string;
  /** One sentence. */
  readonly about: string;
  readonly request: (batch: number) => CompileRequest;
}

/** A file that a model cannot have, and why. */
export interface Refused {
  readonly name: string;
  readonly reason: string;
}

/** The programs that a model can be written as, and those that it cannot. */
export interface Exportables {
  readonly programs: readonly Exportable[];
  readonly refused: readonly Refused[];
}

/**
 * `encode`, `posterior` and, where everything is drawn in one pass, `decode` and `sample`. A decoder that draws token by
 * token gives the programs of its loop: `prior`, `decode-begin`, `decode-step`, `sample-step`. A prior that draws step by
 * step has no `sample`: its loop begins from nothing, so no input would say how many to draw.
 */
export function exportables(assembled: Assembled, arena: Arena): Exportables {
  const { latents, decoder } = assembled.parts;
  const sequential = latents.sites.find(({ name }) => latents.stepper?.(name));
  const { stepper } = decoder;
  const refused = sequential
    ? [
        {
          name: stepper ? "prior" : "sample",
          reason: `the prior of site ${sequential.name} draws step by step, a loop that starts from no input`,
        },
      ]
    : [];
  const encode = { name: "encode", about: "x to the centre of q(z|x)", request: assembled.encoding };
  const posterior = {
    name: "posterior",
    about: "x and noise to z ~ q(z|x), with log q(z|x) and log p(z) in nats",
    request: (batch: number) => ({
      program: posteriorProgram(assembled.parts),
      signature: assembled.encoding(batch).signature,
    }),
  };
  if (stepper) {
    const prior = { name: "prior", about: "noise to z ~ p(z)", request: assembled.prior };
    return {
      programs: [encode, posterior, ...(sequential ? [] : [prior]), ...loop(assembled, arena, stepper)],
      refused,
    };
  }
  const decode = { name: "decode", about: "z to the mean of p(x|z)", request: assembled.decoding };
  const sample = { name: "sample", about: "noise to z ~ p(z) and the mean of p(x|z)", request: assembled.generation };
  return { programs: [encode, posterior, decode, ...(sequential ? [] : [sample])], refused };
}

/** The host's loop: begin once, then one step per token, each with what the step before carried. */
function loop(assembled: Assembled, arena: Arena, stepper: DecoderStepper): Exportable[] {
  const sequence = (batch: number) => decoderSequence(assembled.parts, stepper, batch);
  const begin = (batch: number): CompileRequest => ({
    program: sequence(batch).begin,
    signature: { inputs: assembled.decoding(batch).signature.inputs, training: false },
  });
  const step = (pick: Picked) => (batch: number) => {
    const { program, signature } = begin(batch);
    const inputs: Named<Input> = {
      ...(traceOutputs(program, signature, arena) as Named<Input>),
      previous: { shape: [batch], dtype: "int32" },
      index: { shape: [], dtype: "int32" },
    };
    return { program: sequence(batch).step(pick), signature: { inputs, training: false } };
  };
  const steps = `${stepper.length} steps, index 0 to ${stepper.length - 1}, previous 0 at first`;
  return [
    { name: "decode-begin", about: "z to what the first step is given", request: begin },
    { name: "decode-step", about: `the likeliest next token: ${steps}`, request: step("mode") },
    { name: "sample-step", about: `a next token drawn with fresh noise: ${steps}`, request: step("draw") },
  ];
}

/**
 * The name of a port in the file: fields and latent sites are called as they are, the mean of p(x|z) is `x`, densities are
 * `log_q` and `log_p`, what a step hands to the next is `next_` and its name, noise is `noise_` and its path.
 */
export function portName({ kind, path }: Pick<Port, "kind" | "path">, program: string): string {
  if (kind === "noise") return `noise_${path}`;
  if (kind === "output" && path === "mean") return "x";
  if (kind === "output" && (path === "logQ" || path === "logP"))
    return path.replace(/[A-Z]/, (c) => `_${c.toLowerCase()}`);
  if (kind === "output" && program.endsWith("-step")) return path.replace(/^carry\//, "next_");
  return path.replace(/^(latent|carry)\//, "");
}
