import { EngineError } from "@elbo/spec";
import { availableCores } from "./available-cores.ts";

/** More threads than this make small models little faster: see docs/decisions on threads. */
const MOST = 8;

/** Long enough to bridge the gap between two operations, short enough not to take a core from somebody else. */
const SPIN = 50;

let found: number | undefined;

/** Looked for once: the answer is spread over many small files. */
function coresHere(): number {
  found ??= availableCores();
  return found;
}

function wholeNumber(variable: string, least: number, meaning: string): number | undefined {
  const given = process.env[variable];
  if (given === undefined || given === "") return undefined;
  const value = Number(given);
  if (Number.isInteger(value) && value >= least) return value;
  throw new EngineError(`${variable} is not a number of ${meaning}`, {
    where: "environment",
    expected: `a whole number from ${least}`,
    received: given,
  });
}

/**
 * Threads inside one operation of the onnx engine: the environment's ELBO_THREADS, or the cores that are there, at most 8.
 *
 * @throws EngineError when ELBO_THREADS is no whole number from 1.
 */
export function threadCount(cores?: number): number {
  return wholeNumber("ELBO_THREADS", 1, "threads") ?? Math.min(MOST, cores ?? coresHere());
}

/**
 * Microseconds that an idle thread stays awake for the next operation: the environment's ELBO_SPIN, or 50.
 *
 * @throws EngineError when ELBO_SPIN is no whole number from 0.
 */
export function spinTime(): number {
  return wholeNumber("ELBO_SPIN", 0, "microseconds") ?? SPIN;
}
