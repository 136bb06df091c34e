import { CheckpointError, ElboError, EngineError } from "@elbo/spec";
import { expect, it } from "vitest";
import { packError, unpackError } from "./packed-error.ts";

const passed = (error: unknown) => unpackError(structuredClone(packError(error)));

it("an error keeps class, message, details, stack and causes on its way between threads", () => {
  const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
  const cause = new CheckpointError("could not write", { where: "a.json", received: "ENOSPC", cause: full });
  const error = new EngineError("broken", { where: "engine", expected: "x", remedy: "Mend it.", cause });
  const found = passed(error) as EngineError;
  expect(found).toBeInstanceOf(EngineError);
  expect(ElboError.is(found)).toBe(true);
  expect([found.message, found.name, found.stack]).toEqual([error.message, "EngineError", error.stack]);
  expect(found.details).toMatchObject({ where: "engine", expected: "x", remedy: "Mend it." });
  const below = found.cause as CheckpointError;
  expect(below).toBeInstanceOf(CheckpointError);
  expect(below.message).toBe(cause.message);
  expect(below.cause).toMatchObject({ message: "no space", code: "ENOSPC" });
});

it("a class below one of elbo's arrives as that one, with its own name", () => {
  class LoweringError extends EngineError {}
  const found = passed(new LoweringError("no such kernel", { where: "engine" }));
  expect(found).toBeInstanceOf(EngineError);
  expect(found.name).toBe("LoweringError");
});

it("an error of somebody else keeps name and message; anything thrown becomes an error", () => {
  expect(passed(new TypeError("x is not a function"))).toMatchObject({
    name: "TypeError",
    message: "x is not a function",
  });
  expect(passed("just text").message).toBe("just text");
});
