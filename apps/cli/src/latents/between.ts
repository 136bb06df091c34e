/** A way from one code to another; t runs from 0 to 1. */
export type Path = (from: Float32Array, to: Float32Array, t: number) => Float32Array;

const mixed = (from: Float32Array, to: Float32Array, a: number, b: number): Float32Array =>
  from.map((v, i) => a * v + b * (to[i] as number));

/** (1 - t) a + t b. */
export const linear: Path = (from, to, t) => mixed(from, to, 1 - t, t);

/**
 * Along the great circle, [sin((1 - t) w) a + sin(t w) b] / sin w with w the angle between a and b (Shoemake 1985; White
 * 2016): codes between stay as long as those of a Gaussian are. Linear where the two point the same or the opposite way.
 */
export const spherical: Path = (from, to, t) => {
  const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, v, i) => sum + v * (b[i] as number), 0);
  const cosine = dot(from, to) / Math.sqrt(dot(from, from) * dot(to, to));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const sine = Math.sin(angle);
  if (!(sine > 1e-6)) return linear(from, to, t);
  return mixed(from, to, Math.sin((1 - t) * angle) / sine, Math.sin(t * angle) / sine);
};
