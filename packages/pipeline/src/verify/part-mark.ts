/**
 * What a part of the work has to say beside a finding, so that all parts joined tell it as one run does: which of them
 * met it first, and how often. Steps of the work are numbered through: the rows of the databases are step 0, then for one chassis
 * after the other its flows are a step and the packets of each of its ports are one.
 */
export type PartMark = {
  /** The packets that showed it. */
  readonly packets: number;
  /** How often it was found in rows and flows. */
  readonly others: number;
  /** The step at which it was first met. */
  readonly first: number;
  /** The step of the first packet that showed it; absent: no packet did. */
  readonly shown?: number | undefined;
};
