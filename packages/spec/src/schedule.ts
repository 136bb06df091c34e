/** Where training stands. Steps and epochs count from 0. */
export interface Clock {
  /** Optimiser steps taken in this stage. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  /** Steps planned for the stage. */
  readonly steps: number;
}

/** The value of a moving scalar at a moment. Pure: resuming asks again. */
export type Schedule = (clock: Clock) => number;
