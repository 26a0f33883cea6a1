import { expect, test } from "vitest";
import { foldAssumptions } from "./fold-by-chassis.ts";

const about = (node: string): string => `${node}: tunnel ports of ${node} are not at hand`;

test("what is said of many chassis is said once, with their number, in the place of the first", () => {
  const lines = ["a packet is taken to be first", about("n1"), "n1: no length", about("n2"), about("n10"), about("n3")];
  expect(foldAssumptions(lines)).toEqual([
    "a packet is taken to be first",
    "n1: tunnel ports of n1 are not at hand (and the same of 3 more chassis)",
    "n1: no length",
  ]);
});

test("what is said of few is said of each, and what is of no chassis is never joined", () => {
  const few = [about("n1"), about("n2"), about("n3")];
  expect(foldAssumptions(few)).toEqual(few);
  const none = ["the same words", "the same words", "the same words", "the same words"];
  expect(foldAssumptions(none)).toEqual(none);
});
