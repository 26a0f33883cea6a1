import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { parseJobs, planJobs } from "./jobs.ts";

test("auto, or how many", () => {
  expect(["auto", "1", "64"].map(parseJobs)).toEqual(["auto", 1, 64]);
  for (const text of ["0", "257", "-1", "1.5", "two", ""]) expect(() => parseJobs(text)).toThrow("expected auto");
});

test("auto shares out what is worth it, and never among more workers than there are parts", () => {
  const cores = Math.min(availableParallelism(), 8);
  expect(planJobs("auto", { units: 99, parts: 50 }, 100)).toEqual({ jobs: 1, parts: 1 });
  expect(planJobs("auto", { units: 100, parts: 50 }, 100)).toMatchObject({ jobs: cores });
  expect(planJobs(4, { units: 1, parts: 50 }, 100)).toEqual({ jobs: 4, parts: 50 });
  expect(planJobs(4, { units: 1, parts: 500 }, 100)).toEqual({ jobs: 4, parts: 64 });
  expect(planJobs(4, { units: 1, parts: 3 }, 100)).toEqual({ jobs: 3, parts: 3 });
  expect(planJobs(4, { units: 0, parts: 0 }, 100)).toEqual({ jobs: 1, parts: 1 });
});
