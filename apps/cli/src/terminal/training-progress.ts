import type { OnProgress } from "@elbo/vae";
import { SingleBar } from "cli-progress";

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

/**
 * Shows training on a terminal: a bar with epoch, speed, time left and the named terms, and a line per validation.
 * Away from a terminal only the lines are written. The heading comes when training begins: what is refused before has
 * nothing but its error to say.
 */
export function trainingProgress(
  out: NodeJS.WriteStream,
  heading?: string,
): { readonly onProgress: OnProgress; stop(): void } {
  let bar: SingleBar | undefined;
  let begun = heading === undefined;
  const say = (line: string) => {
    if (out.isTTY) out.write("\r\x1b[K");
    out.write(`${line}\n`);
  };
  let told = Number.NEGATIVE_INFINITY;
  const lineDue = (step: number, steps: number, epoch: number) => {
    if (step < steps && (epoch % 1 !== 0 || performance.now() - told < QUIET)) return false;
    told = performance.now();
    return true;
  };
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  const onProgress: OnProgress = (progress) => {
    switch (progress.event) {
      case "stage":
        stop();
        if (!begun) {
          begun = true;
          say(progress.step > 0 ? `${heading}, from step ${progress.step}` : `${heading}`);
        }
        if (!out.isTTY) return;
        bar = new SingleBar({
          stream: out,
          format: "{stage} {bar} epoch {epoch}  {speed} examples/s  {left} left  {terms}",
          hideCursor: true,
          barsize: 18,
          linewrap: false,
          etaBuffer: 1,
        });
        bar.start(progress.steps, progress.step, {
          stage: progress.stage,
          epoch: "0",
          speed: "-",
          left: "?",
          terms: "",
        });
        return;
      case "step":
        if (!out.isTTY && lineDue(progress.step, progress.steps, progress.epoch)) {
          say(`epoch ${progress.epoch.toFixed(progress.epoch % 1 ? 2 : 0)}: training ${figures(progress.terms)}`);
        }
        bar?.update(progress.step, {
          epoch: progress.epoch.toFixed(1),
          speed: Math.round(progress.samplesPerSecond).toLocaleString("en"),
          left: clock(progress.eta),
          terms: figures(progress.terms),
        });
        return;
      case "validation": {
        const { elbo = Number.NaN, ...rest } = progress.figures;
        say(
          `epoch ${progress.epoch.toFixed(progress.epoch % 1 ? 2 : 0)}: validation -elbo ${(-elbo).toFixed(2)} nats  ${figures(rest)}${progress.best ? "  (best)" : ""}`,
        );
        return;
      }
      case "stop":
        stop();
        if (progress.reason === "patience") say("stopped early: the bound no longer improves");
        return;
      case "checkpoint":
    }
  };
  return { onProgress, stop };
}
