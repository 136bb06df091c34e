import type { Door } from "@elbo/program";
import { EngineError, type Law, NotSupportedError, type Shape, ShapeError } from "@elbo/spec";
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
  /** A loop's cell runs once for all steps: noise would be the same at each, and other effects would be lost. */
  const outsideLoops = (what: string, remedy: string) => {
    if (backend.captured.depth === 0) return;
    throw new NotSupportedError(`the cell of a recurrence ${what}`, { where: "engine/trace", remedy });
  };
  return {
    noise: (path, shape, law) => {
      outsideLoops(
        `draws the noise "${path}"`,
        "Draw it for all steps at once, [time, ...], and pass it as a sequence.",
      );
      recording.noise[path] = { shape: [...shape], law };
      return symbol(backend, graph.input(`noise:${path}`, shape, "float32"));
    },
    knob: (path) => {
      recording.knobs.add(path);
      return symbol(backend, graph.input(`knob:${path}`, [], "float32")) as tf.Scalar;
    },
    update: (state, next) => {
      outsideLoops("updates state", "Return what it needs as an output, and update after the recurrence.");
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
    add: (path) => {
      outsideLoops(`adds the term "${path}"`, "Return it as an output, and add its sum after the recurrence.");
    },
  };
}
