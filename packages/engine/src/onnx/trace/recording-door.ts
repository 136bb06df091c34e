import type { Door } from "@elbo/program";
import { EngineError, type Law, type Shape, ShapeError } from "@elbo/spec";
import * as tf from "@tensorflow/tfjs-core";
import { sameShape } from "../graph/look.ts";
import type { Graph, Value } from "../graph/types.ts";
import { symbol } from "./symbol.ts";
import type { SymbolicBackend } from "./symbolic-backend.ts";

/** What a program asked its context for. */
export interface Recording {
  readonly noise: Record<string, { shape: Shape; law: Law }>;
  readonly knobs: Set<string>;
  readonly updates: Record<string, Value>;
}

/** Noise and knobs become graph inputs, updates become graph outputs; terms reach the objective through the program itself. */
export function recordingDoor(
  graph: Graph,
  backend: SymbolicBackend,
  recording: Recording,
  stateOf: (x: tf.Tensor) => string | undefined,
): Door {
  return {
    noise: (path, shape, law) => {
      recording.noise[path] = { shape: [...shape], law };
      return symbol(backend, graph.input(`noise:${path}`, shape, "float32"));
    },
    knob: (path) => {
      recording.knobs.add(path);
      return symbol(backend, graph.input(`knob:${path}`, [], "float32")) as tf.Scalar;
    },
    update: (state, next) => {
      const path = stateOf(state);
      if (path === undefined) {
        throw new EngineError("context.update was given something that is not a state parameter", {
          where: "engine/trace",
          expected: "the tensor of a parameter declared with `state: true`, itself",
          received: `a tensor [${state.shape}]`,
        });
      }
      if (!sameShape(state.shape, next.shape)) {
        throw new ShapeError("a state update changes the shape", {
          where: `parameter ${path}`,
          expected: `[${state.shape}]`,
          received: `[${next.shape}]`,
        });
      }
      recording.updates[path] = backend.value(tf.cast(next, "float32"));
    },
    add: () => {},
  };
}
