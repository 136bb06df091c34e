import type { OnProgress } from "@elbo/vae";
import { bar, type StatusLine, statusLine } from "./status-line.ts";

/** Milliseconds between lines about training away from a terminal. */
const QUIET = 5_000;

/** "1:23:45", "4:05". */
export const clock = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

const figures = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${Math.abs(value) < 1000 ? value.toFixed(2) : value.toPrecision(4)}`)
    .join("  ");

const epochs = (epoch: number): string => epoch.toFixed(epoch % 1 ? 2 : 0);

/**
 * Shows training on a terminal: a bar with epoch, speed, time left and the named terms, and a line per validation.
 * Away from a terminal only the lines are written. The heading comes when training begins: what is refused before has
 * nothing but its error to say.
 */
export function trainingProgress(
  out: NodeJS.WriteStream,
  heading?: string,
  line: StatusLine = statusLine(out),
): { readonly onProgress: OnProgress; stop(): void } {
  let begun = heading === undefined;
  let speed = 0;
  let told = Number.NEGATIVE_INFINITY;
  const lineDue = (step: number, steps: number, epoch: number) => {
    if (step < steps && (epoch % 1 !== 0 || performance.now() - told < QUIET)) return false;
    told = performance.now();
    return true;
  };
  const onProgress: OnProgress = (progress) => {
    switch (progress.event) {
      case "compile":
        if (begun) line.show(`compiled ${progress.program} in ${progress.seconds.toFixed(1)} s`);
        return;
      case "stage":
        line.clear();
        speed = 0;
        if (!begun) line.say(progress.step > 0 ? `${heading}, from step ${progress.step}` : `${heading}`);
        begun = true;
        return;
      case "step": {
        const { epoch, eta, samplesPerSecond, stage, step, steps, terms } = progress;
        if (!out.isTTY && lineDue(step, steps, epoch)) line.say(`epoch ${epochs(epoch)}: training ${figures(terms)}`);
        // The latest measurement alone jumps: validation and saving fall between two of them.
        speed = speed > 0 ? 0.8 * speed + 0.2 * samplesPerSecond : samplesPerSecond;
        const left = clock((eta * samplesPerSecond) / speed);
        const rate = `${Math.round(speed).toLocaleString("en")} examples/s`;
        line.show(
          `${stage} ${bar(step / steps, 18)} epoch ${epoch.toFixed(1)}  ${left} left  ${rate}  ${figures(terms)}`,
        );
        return;
      }
      case "validation": {
        const { elbo = Number.NaN, ...rest } = progress.figures;
        const name = progress.lawless ? "-log p(x, z)" : "-elbo";
        line.say(
          `epoch ${epochs(progress.epoch)}: validation ${name} ${(-elbo).toFixed(2)} nats  ${figures(rest)}${progress.best ? "  (best)" : ""}`,
        );
        return;
      }
      case "stop":
        line.clear();
        if (progress.reason === "patience") line.say("stopped early: the bound no longer improves");
        return;
      case "checkpoint":
    }
  };
  return { onProgress, stop: line.clear };
}
