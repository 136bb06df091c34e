import { exponential } from "./exponential.ts";

/** softmax of `logs[from .. from + into.length]`, by the exact exponential: `into` is filled with weights that sum to 1. */
export function softmax(logs: ArrayLike<number>, from: number, into: Float64Array): void {
  const count = into.length;
  let most = logs[from] as number;
  for (let i = 1; i < count; i++) most = Math.max(most, logs[from + i] as number);
  let total = 0;
  for (let i = 0; i < count; i++) {
    into[i] = exponential((logs[from + i] as number) - most);
    total += into[i] as number;
  }
  for (let i = 0; i < count; i++) into[i] = (into[i] as number) / total;
}
