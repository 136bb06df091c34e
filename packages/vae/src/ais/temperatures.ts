const SHARPNESS = 4;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * Inverse temperatures 0 = beta_0 < ... < beta_steps = 1, close together at both ends: a sigmoid over -4..4, rescaled
 * (Wu et al. 2017, section 3).
 */
export function temperatures(steps: number): Float64Array {
  const [low, high] = [sigmoid(-SHARPNESS), sigmoid(SHARPNESS)];
  return Float64Array.from({ length: steps + 1 }, (_, t) => {
    if (t === 0 || t === steps) return t / steps;
    return (sigmoid(SHARPNESS * ((2 * t) / steps - 1)) - low) / (high - low);
  });
}
