import { type Context, type Law, NotSupportedError, type Shape } from "@elbo/spec";
import type * as tf from "@tensorflow/tfjs-core";

/** What a runner supplies behind a context: eager values, or recorded inputs of a traced graph. */
export interface Door {
  noise(path: string, shape: Shape, law: Law): tf.Tensor;
  knob(path: string): tf.Scalar;
  update(state: tf.Tensor, next: tf.Tensor): void;
  add(path: string, value: tf.Tensor): void;
}

const join = (path: string, name: string) => (path === "" ? name : `${path}/${name}`);

/**
 * The root context of one program run.
 *
 * @throws NotSupportedError when a scope or noise name is used twice.
 */
export function createContext(door: Door, { training }: { readonly training: boolean }): Context {
  const used = new Set<string>();
  const claim = (kind: string, path: string) => {
    const key = `${kind} ${path}`;
    if (used.has(key)) {
      throw new NotSupportedError(`the ${kind} "${path}" is used twice in one program`, {
        where: "program/context",
        remedy: "Give each its own name: a reused path would repeat the same noise.",
      });
    }
    used.add(key);
    return path;
  };
  const scoped = (path: string, silent: boolean): Context => ({
    training,
    path,
    at: (scope) => scoped(claim("scope", join(path, scope)), silent),
    quiet: () => scoped(path, true),
    noise: (name, shape, law) => door.noise(claim("noise", join(path, name)), shape, law),
    knob: (name) => door.knob(join(path, name)),
    update: (state, next) => {
      if (!silent) door.update(state, next);
    },
    add: (term, value) => {
      if (!silent) door.add(claim("term", join(path, term)), value);
    },
  });
  return scoped("", false);
}
