import { type Arena, type ArenaEntry, EngineError, ShapeError } from "@elbo/spec";

/** The entry of the parameter `path`. @throws EngineError when there is none. */
export function findParam(arena: Arena, path: string): ArenaEntry {
  const entry = arena.entries.find((candidate) => candidate.path === path);
  if (entry === undefined) {
    throw new EngineError(`there is no parameter "${path}"`, {
      where: "engine/arena",
      expected: arena.entries.map((candidate) => candidate.path).join(", "),
      received: path,
      remedy: "Name one of the parameters above.",
    });
  }
  return entry;
}

/** A live view of one parameter's values, without padding. */
export function readParam(arena: Arena, path: string): Float32Array {
  const { offset, size } = findParam(arena, path);
  return arena.values.subarray(offset, offset + size);
}

/** Replaces one parameter's values. @throws ShapeError when the count differs. */
export function writeParam(arena: Arena, path: string, values: ArrayLike<number>): void {
  const { offset, size, shape } = findParam(arena, path);
  if (values.length !== size) {
    throw new ShapeError("wrong number of values", {
      where: `parameter ${path}`,
      expected: `${size} for shape [${shape}]`,
      received: `${values.length}`,
    });
  }
  arena.values.set(values, offset);
}

/** A live view of one parameter's gradient. @throws EngineError for a state parameter, which has none. */
export function readGradient(arena: Arena, path: string): Float32Array {
  const { offset, size, state } = findParam(arena, path);
  if (state) {
    throw new EngineError(`"${path}" is a state parameter and has no gradient`, {
      where: "engine/arena",
      remedy: "State moves by context.update.",
    });
  }
  return arena.gradients.subarray(offset, offset + size);
}
