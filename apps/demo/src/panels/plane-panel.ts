import type { PlaneFacts } from "../compute/plane.ts";
import type { RemoteCompute } from "../compute/start-worker.ts";
import { element } from "../page/element.ts";
import { latest } from "../page/latest.ts";
import { createPanel, type Panel } from "../page/panel.ts";
import { captioned, picture } from "../pixels/picture.ts";
import { show } from "../pixels/show.ts";
import { createMap } from "./plane-map.ts";

/** Latents are shown from -REACH to REACH. */
const REACH = 3;
const STEP = 0.1;

const slider = (label: string) => {
  const input = element("input", { type: "range", min: -REACH, max: REACH, step: 0.01, value: 0 });
  return { input, label: element("label", {}, element("span", {}, label), input) };
};

const keys: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

const clamp = (value: number) => Math.min(REACH, Math.max(-REACH, value));
const written = (value: number) => value.toFixed(2).replace("-", "−");

/** Move over the two latents, and see what the decoder makes of the place. */
export function planePanel(compute: Promise<RemoteCompute>): Panel {
  const map = createMap(REACH);
  const image = picture("What the decoder makes of this place");
  const [across, up] = [slider("First latent"), slider("Second latent")];
  const panel = createPanel(
    {
      id: "plane",
      title: "A plane of digits",
      about:
        "Every point of the plane is a code of two numbers, and the decoder makes a picture of it. " +
        "Dots are test digits, where the encoder puts them. Move over the plane, or use the arrow keys.",
    },
    [
      element("div", { class: "split" }, map.canvas, captioned(image, "decoded here")),
      element("div", { class: "sliders" }, across.label, up.label),
    ],
  );
  panel.run(async () => {
    const { plane } = await compute;
    panel.say("Loading the model.");
    const facts: PlaneFacts = await plane.open();
    const decode = latest(async (z: readonly [number, number]) => {
      show(image, await plane.decode(Float32Array.from(z)));
      panel.say(`z = (${written(z[0])}, ${written(z[1])})`);
    });
    let at: readonly [number, number] = [0, 0];
    const moveTo = (x: number, y: number) => {
      at = [clamp(x), clamp(y)];
      across.input.value = String(at[0]);
      up.input.value = String(at[1]);
      map.mark(at);
      panel.run(() => decode(at));
    };
    map.canvas.addEventListener("pointermove", (event) => moveTo(...map.placeOf(event)));
    map.canvas.addEventListener("pointerdown", (event) => moveTo(...map.placeOf(event)));
    map.canvas.addEventListener("keydown", (event) => {
      const step = keys[event.key];
      if (!step) return;
      event.preventDefault();
      moveTo(at[0] + step[0], at[1] + step[1]);
    });
    for (const { input } of [across, up]) {
      input.addEventListener("input", () => moveTo(Number(across.input.value), Number(up.input.value)));
    }
    map.draw(facts, await plane.decode(map.tiles));
    moveTo(0, 0);
  });
  return panel;
}
