import type { Compiled, Engine } from "@elbo/spec";
import { LoweringError } from "../errors/lowering-error.ts";

/**
 * The first engine until it meets a program that it cannot compile; then the next one that loads here, for that program
 * and all later ones. `announce` is told once per change; what it throws stops the compilation.
 *
 * @throws LoweringError when no engine is left.
 */
export function fallBack(first: Engine, others: readonly Engine[], announce: (message: string) => void): Engine {
  const left = [...others];
  let current = first;
  const next = async (): Promise<Engine | undefined> => {
    for (let engine = left.shift(); engine !== undefined; engine = left.shift()) {
      if ((await engine.available()) === true) return engine;
    }
    return undefined;
  };
  let turn: Promise<unknown> = Promise.resolve();
  const replace = async (failed: Engine, cause: LoweringError): Promise<void> => {
    if (current !== failed) return; // another program has changed engines meanwhile
    const found = await next();
    if (found === undefined) throw cause;
    announce(
      `Using engine "${found.name}" from here on. "${failed.name}" cannot run a program: ${cause.problem} (${cause.details.where}).`,
    );
    current = found;
  };
  const compile = async (...program: Parameters<Engine["compile"]>): Promise<Compiled> => {
    const tried = current;
    try {
      return await tried.compile(...program);
    } catch (cause) {
      if (!(cause instanceof LoweringError)) throw cause;
      const change = turn.then(() => replace(tried, cause));
      turn = change.catch(() => {});
      await change;
      return compile(...program);
    }
  };
  return {
    get name() {
      return current.name;
    },
    get threads() {
      return current.threads;
    },
    available: () => current.available(),
    compile,
  };
}
