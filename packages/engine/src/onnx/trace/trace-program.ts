import { bindParams, createContext } from "@elbo/program";
import { type Arena, EngineError, type Named, type Program, type Signature } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { checkSignature } from "../../eager/check-signature.ts";
import { guardTape } from "../../eager/guard-tape.ts";
import { withBackend } from "../../eager/with-backend.ts";
import { createGraph } from "../graph/create-graph.ts";
import type { DType, Value } from "../graph/types.ts";
import { explainFailure, withLongStacks } from "./explain-failure.ts";
import { symbolicBackend } from "./install-backend.ts";
import { type Recording, recordingDoor } from "./recording-door.ts";
import { symbol } from "./symbol.ts";
import { BACKEND, type TraceOptions } from "./symbolic-backend.ts";
import type { Traced } from "./traced.ts";
import { watchScopes } from "./watch-scopes.ts";

/**
 * Runs a program once per gradient on symbols and returns the graph of its outputs, gradients and state updates.
 * Synchronous: no other code sees tfjs's switched backend. Tensors and tapes are freed whatever happens.
 *
 * @throws EngineError for a kernel without lowering, a value that is read, or an update of something that is no state.
 */
export function traceProgram(program: Program, signature: Signature, arena: Arena, options: TraceOptions = {}): Traced {
  const backend = symbolicBackend();
  const graph = createGraph(options);
  const home = tf.engine().backendName === null ? null : tf.engine().backend;
  let scope = "";
  const record = (): Traced => {
    const recording: Recording = { noise: {}, knobs: new Set(), updates: {} };
    const byPath = new Map<string, tf.Tensor>();
    const states = new Map<number, string>();
    const entries = new Map(arena.entries.map((entry) => [entry.path, entry]));
    const params = bindParams(arena.tree, (path, spec) => {
      const tensor = symbol(backend, graph.input(`param:${path}`, spec.shape, "float32"));
      byPath.set(path, tensor);
      if (spec.state === true) states.set(tensor.id, path);
      return tensor;
    });
    const inputs: Record<string, tf.Tensor> = {};
    for (const [name, { shape, dtype }] of Object.entries(signature.inputs)) {
      inputs[name] = symbol(backend, graph.input(`input:${name}`, shape, dtype as DType));
    }
    let outputs: Record<string, Value> | undefined;
    const door = recordingDoor(graph, backend, recording, (x) => states.get(x.id));
    const run = (): Named<tf.Tensor> => {
      const context = createContext(door, { training: signature.training });
      const results = program(
        params,
        inputs,
        watchScopes(context, (path) => (scope = path)),
      );
      if (outputs === undefined) {
        outputs = Object.fromEntries(Object.entries(results).map(([name, x]) => [name, backend.value(x)]));
        checkSignature(signature, { outputs, noise: {}, knobs: [] }, arena);
      }
      return results;
    };
    const gradients: Record<string, Value | undefined> = {};
    const ofInputs: Record<string, Value> = {};
    for (const { of, params: groups = [], inputs: named = [] } of signature.gradients ?? []) {
      const paths = [...byPath.keys()].filter((path) => {
        const entry = entries.get(path);
        return entry?.state === false && groups.includes(entry.group);
      });
      const xs = [...paths.map((path) => byPath.get(path)), ...named.map((name) => inputs[name])] as tf.Tensor[];
      const of1 = () => scalarOf(run(), of);
      const { grads } = tf.engine().gradients(of1, xs, undefined, true);
      const values = grads.map((grad) => (grad == null ? undefined : backend.value(grad)));
      for (const [i, path] of paths.entries()) gradients[path] = values[i];
      for (const [i, name] of named.entries()) {
        const shape = signature.inputs[name]?.shape ?? [];
        ofInputs[`gradient/${name}`] = values[paths.length + i] ?? graph.uniform(0, shape, "float32");
      }
    }
    if (outputs === undefined) run();
    const { noise, knobs, updates } = recording;
    return { graph, outputs: { ...outputs, ...ofInputs }, gradients, updates, noise, knobs: [...knobs] };
  };
  let traced: Traced | undefined;
  const tidily = () =>
    tf.tidy(() => {
      traced = record();
    });
  try {
    withLongStacks(() => withBackend(BACKEND, () => backend.record(graph, home, () => guardTape(tidily), options)));
    return traced as unknown as Traced;
  } catch (cause) {
    throw explainFailure(cause, scope);
  }
}

function scalarOf(results: Named<tf.Tensor>, name: string): tf.Tensor {
  const x = results[name];
  if (x === undefined) {
    throw new EngineError(`the program has no output "${name}"`, {
      where: "engine/trace",
      expected: Object.keys(results).join(", "),
      received: name,
    });
  }
  return tf.reshape(x, []);
}
