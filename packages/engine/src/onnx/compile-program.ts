import type { Arena, ArenaEntry, Compiled, Named, Numbers, Program, Signature } from "@elbo/spec";
import { emit } from "./emit/emit.ts";
import { uniformOf } from "./graph/look.ts";
import type { Value } from "./graph/types.ts";
import { fillNoiseFeeds, inputFeeds, prepareFeeds, setKnobs } from "./session/feeds.ts";
import type { Runtime } from "./session/load-runtime.ts";
import { openSession, type SessionOptions } from "./session/open-session.ts";
import { preparePlaces } from "./session/places.ts";
import { failedRun } from "./session/runtime-failure.ts";
import { inPlace } from "./session/without-copies.ts";
import type { TraceOptions } from "./trace/symbolic-backend.ts";
import { traceProgram } from "./trace/trace-program.ts";

const prefixed = (prefix: string, values: Named<Value>) =>
  Object.entries(values).map(([name, value]) => [`${prefix}:${name}`, value] as const);

/** Gradients that a run computes, and those that are the same number everywhere, mostly 0. */
function sortGradients(gradients: Named<Value | undefined>) {
  const computed: Record<string, Value> = {};
  const known: Record<string, number> = {};
  for (const [path, value] of Object.entries(gradients)) {
    const fill = value === undefined ? 0 : uniformOf(value);
    if (fill !== undefined) known[path] = fill;
    else computed[path] = value as Value;
  }
  return { computed, known };
}

/** A program as the runtime gets it. */
export interface ProgramFile {
  /** ONNX. */
  readonly bytes: Uint8Array;
  /** `param:`, `input:`, `noise:` or `knob:` and a path, as far as the program uses them. */
  readonly inputs: readonly string[];
  /** `output:`, `gradient:` or `update:` and a name. */
  readonly outputs: readonly string[];
}

/** How a program is lowered, and how its session computes. */
export interface CompileOptions extends SessionOptions, TraceOptions {
  /** Sees every file before it is opened; what it throws, compiling throws. */
  readonly onFile?: (file: ProgramFile) => void;
}

/** Traces a program, writes it as ONNX and opens a session whose gradients are views of the arena. */
export async function compileProgram(
  runtime: Runtime,
  program: Program,
  signature: Signature,
  arena: Arena,
  options: CompileOptions = {},
): Promise<Compiled & { readonly nodes: number }> {
  const traced = traceProgram(program, signature, arena, options);
  const { computed, known } = sortGradients(traced.gradients);
  const results = Object.fromEntries([
    ...prefixed("output", traced.outputs),
    ...prefixed("gradient", computed),
    ...prefixed("update", traced.updates),
  ]);
  const emitted = emit(traced.graph, results);
  options.onFile?.({ bytes: emitted.bytes, inputs: emitted.inputs, outputs: Object.keys(results) });
  const places = preparePlaces(runtime, results, arena);
  const { file, run } = await inPlace(runtime, emitted.bytes, places.bytes);
  const session = await openSession(runtime, { ...emitted, bytes: file }, options);
  const entries = new Map(arena.entries.map((entry) => [entry.path, entry]));
  const entry = (path: string) => entries.get(path) as ArenaEntry;
  const feeds = prepareFeeds(runtime, emitted.inputs, arena, traced);
  const step = async (...[inputs, key, knobs = {}]: Parameters<Compiled["run"]>): Promise<Named<Numbers>> => {
    const given = inputFeeds(runtime, emitted.inputs, signature.inputs, inputs);
    setKnobs(feeds, traced.knobs, knobs);
    fillNoiseFeeds(feeds, traced.noise, key);
    await run(session, { ...feeds.fixed, ...given }, places.tensors).catch((cause: unknown) => {
      throw failedRun(cause);
    });
    for (const [path, fill] of Object.entries(known)) {
      const { offset, size } = entry(path);
      arena.gradients.fill(fill, offset, offset + size);
    }
    for (const path of Object.keys(traced.updates)) {
      arena.values.set(places.latest(`update:${path}`), entry(path).offset);
    }
    const outputs = Object.keys(traced.outputs).map((name) => [name, places.latest(`output:${name}`).slice()]);
    return Object.fromEntries(outputs) as Named<Numbers>;
  };

  let turn: Promise<unknown> = Promise.resolve();
  return {
    noise: traced.noise,
    knobs: traced.knobs,
    outputs: Object.fromEntries(
      Object.entries(traced.outputs).map(([name, { shape, dtype }]) => [name, { shape, dtype }]),
    ),
    nodes: emitted.nodes,
    run: (...args) => {
      const result = turn.then(() => step(...args));
      turn = result.catch(() => {});
      return result;
    },
    dispose: () => void turn.then(() => session.release()).catch(() => {}),
  };
}
