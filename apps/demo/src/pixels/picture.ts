import { element } from "../page/element.ts";
import { SIDE } from "./show.ts";

/** A canvas for one picture; `label` is what a screen reader says. */
export const picture = (label: string): HTMLCanvasElement =>
  element("canvas", { width: SIDE, height: SIDE, role: "img", "aria-label": label, class: "picture" });

/** A picture and what it is, below. */
export const captioned = (canvas: HTMLElement, caption: string): HTMLElement =>
  element("figure", {}, canvas, element("figcaption", {}, caption));
