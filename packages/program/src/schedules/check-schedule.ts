import { ConfigError, type Schedule } from "@elbo/spec";

/** A stage of ten thousand steps, a hundred an epoch: at its ends a ramp has its first and its last value. */
const STEPS = 10_000;

/**
 * The schedule, if its first and its last value are such numbers as `allowed` says; `expected` says it in words.
 *
 * @throws ConfigError with the value that is not.
 */
export function checkSchedule(
  schedule: Schedule,
  {
    allowed,
    expected,
    where,
  }: { readonly allowed: (value: number) => boolean; readonly expected: string; readonly where: string },
): Schedule {
  for (const step of [0, STEPS]) {
    const value = schedule({ step, stepsPerEpoch: STEPS / 100, steps: STEPS });
    if (allowed(value)) continue;
    throw new ConfigError(`the schedule ${step === 0 ? "starts at" : "ends at"} a value that cannot be`, {
      where,
      expected,
      received: String(value),
    });
  }
  return schedule;
}
