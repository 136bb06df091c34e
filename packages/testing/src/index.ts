export { fakeGiven } from "./fakes/fake-given.ts";
export { centralDifference } from "./numeric/central-difference.ts";
export { expectClose, relativeError } from "./numeric/expect-close.ts";
export { useCpu } from "./runtime/use-cpu.ts";
