import { expect, test } from "vitest";
import { createProgress } from "./verify-progress.ts";

test("progress is told of long runs, now and then, and leaves nothing behind", () => {
  let now = 0;
  let said = "";
  const progress = createProgress(
    (text) => void (said += text),
    () => now,
  );
  progress.onProgress(1, 1000);
  expect(said).toBe("");
  now = 800;
  progress.onProgress(250, 1000);
  progress.onProgress(251, 1000);
  expect(said).toBe("\r250 of 1000 packets and chassis (25 %)\u001b[K");
  progress.end();
  expect(said.endsWith("\r\u001b[K")).toBe(true);
});

test("a quick run leaves no trace of it", () => {
  let said = "";
  const progress = createProgress((text) => void (said += text));
  progress.onProgress(5, 5);
  progress.end();
  expect(said).toBe("");
});
