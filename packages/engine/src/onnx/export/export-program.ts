import { installGradients } from "@elbo/program";
import { type Arena, EngineError, type Named, type Program, type Signature } from "@elbo/spec";
import { list } from "../emit/emit.ts";
import { encode, type Listing } from "../emit/encode.ts";
import type { Value } from "../graph/types.ts";
import type { TraceOptions } from "../trace/symbolic-backend.ts";
import { traceProgram } from "../trace/trace-program.ts";
import type { Traced } from "../trace/traced.ts";
import { type Affine, dimension } from "./affine.ts";
import { chooseSizes } from "./choose-sizes.ts";
import { type Port, portNames } from "./port.ts";
import { inputsOf, unify } from "./unify.ts";

/** A program for one batch size. */
export interface BatchRequest {
  readonly program: Program;
  readonly signature: Signature;
}

/** How a program is written. */
export interface ExportOptions extends Pick<TraceOptions, "unrolled"> {
  /** The graph's name. */
  readonly title: string;
  /** Values of moving scalars by path: they become constants. */
  readonly knobs?: (paths: readonly string[]) => Named<number>;
  /** The wanted name of a port; default its path. */
  readonly nameOf?: (port: Pick<Port, "kind" | "path">) => string;
  /** What the file says of itself, as text by key. */
  readonly metadata?: (ports: readonly Port[]) => Named<string>;
  /** Version of the writer. */
  readonly version?: string;
}

/** A program as a file of its own. */
export interface Exported {
  readonly bytes: Uint8Array;
  /** What goes in (inputs, then noise) and what comes out. */
  readonly ports: readonly Port[];
  readonly nodes: number;
}

/**
 * Writes a program as one standard ONNX file (opset 21, IR 10) for any batch size: parameters inside, noise as inputs,
 * the batch axis named "batch". The program is traced at three sizes and the graphs are made one.
 *
 * @throws NotSupportedError when the graph depends on the batch size in a way that ONNX cannot say; EngineError for a
 *   kernel without lowering.
 */
export function exportProgram(
  request: (batch: number) => BatchRequest,
  arena: Arena,
  {
    title,
    knobs = () => ({}),
    nameOf = ({ path }) => path,
    metadata = () => ({}),
    version = "",
    unrolled,
  }: ExportOptions,
): Exported {
  installGradients();
  const sizes = chooseSizes(lengthsIn(arena, request(1).signature));
  const traces = sizes.map((batch) => {
    const { program, signature } = request(batch);
    return traceProgram(program, signature, arena, unrolled === undefined ? {} : { unrolled });
  });
  const [first] = traces as [Traced, ...Traced[]];
  const unified = unify(
    first.graph,
    sizes,
    traces.map(({ graph, outputs }) => list(graph, outputs)),
  );
  const asked = graphInputs(unified.listing);
  const drafts = [...asked.flatMap((x) => inputDraft(x, first)), ...unified.listing.outputs.map(outputDraft)];
  const names = portNames(drafts.map(({ kind, path }) => nameOf({ kind, path })));
  const ports = drafts.map(({ value, ...draft }, i): Port => {
    const shape = (unified.shapes.get(value) as readonly Affine[]).map(dimension);
    return { ...draft, name: names[i] as string, shape };
  });
  const called = (kinds: readonly Port["kind"][], path: string) =>
    ports.find((port) => kinds.includes(port.kind) && port.path === path)?.name;
  const held = new Map(arena.entries.map(({ path, offset, size }) => [path, { offset, size }]));
  const knobValues = knobs(first.knobs);
  const { bytes } = encode(
    {
      lines: unified.listing.lines,
      outputs: unified.listing.outputs.map(([path, value]) => [called(["output"], path) as string, value]),
    },
    {
      graphName: title,
      producerVersion: version,
      nameOf: (input) => {
        const { kind, path } = parse(input);
        return called(["input", "noise"], path) ?? (kind === "param" ? path : input);
      },
      valuesOf: (input) => {
        const { kind, path } = parse(input);
        if (kind === "knob") return Float32Array.of(knobValue(knobValues, path));
        const at = kind === "param" ? held.get(path) : undefined;
        return at && arena.values.subarray(at.offset, at.offset + at.size);
      },
      axesOf: (value) => (unified.shapes.get(value) as readonly Affine[]).map(dimension),
      metadata: metadata(ports),
    },
  );
  return { bytes, ports, nodes: unified.listing.lines.length };
}

/** "noise:latents/z/draw" is of kind "noise" and has the path "latents/z/draw". */
function parse(input: string): { readonly kind: string; readonly path: string } {
  const colon = input.indexOf(":");
  return { kind: input.slice(0, colon), path: input.slice(colon + 1) };
}

/** @throws EngineError when a moving scalar has no value. */
function knobValue(knobs: Named<number>, path: string): number {
  const value = knobs[path];
  if (value !== undefined) return value;
  throw new EngineError(`no value for the knob "${path}"`, {
    where: "engine/export",
    received: Object.keys(knobs).join(", ") || "no knobs",
    remedy: "Give it in `knobs`: an exported file holds the scalar's value.",
  });
}

type Draft = Pick<Port, "kind" | "path" | "dtype" | "law"> & { readonly value: Value };

const typeOf = ({ dtype }: Value) => (dtype === "int64" ? "int32" : dtype);

/** Inputs and noise are asked for; parameters and moving scalars are in the file. */
function inputDraft(value: Value, { noise }: Traced): Draft[] {
  const { kind, path } = parse(value.from.kind === "input" ? value.from.name : "");
  const law = noise[path]?.law;
  if (kind === "input") return [{ kind, path, dtype: typeOf(value), value }];
  return kind === "noise" && law ? [{ kind, path, dtype: typeOf(value), value, law }] : [];
}

const outputDraft = ([path, value]: readonly [string, Value]): Draft => ({
  kind: "output",
  path,
  dtype: typeOf(value),
  value,
});

function graphInputs(listing: Listing): Value[] {
  const order = { input: 0, noise: 1 } as Readonly<Record<string, number>>;
  const found = [...inputsOf(listing)];
  const rank = ({ from }: Value) => order[parse(from.kind === "input" ? from.name : "").kind] ?? 2;
  return found.sort((a, b) => rank(a) - rank(b) || a.id - b.id);
}

/** Every length that the program has anyway. */
function lengthsIn(arena: Arena, { inputs }: Signature): number[] {
  return [...arena.entries, ...Object.values(inputs)].flatMap(({ shape }) => shape);
}
