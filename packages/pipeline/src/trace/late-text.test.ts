import { describe, expect, test } from "vitest";
import { formatMicroflow, KEY_WORDS, parseMicroflow } from "../openflow/index.ts";
import { lateMicroflow } from "./late-text.ts";

const TEXT = "in_port=1,tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_ttl=64,tcp_src=1000,tcp_dst=80";

describe("a text that is made late", () => {
  test("is that of the packet", () => {
    const key = parseMicroflow(TEXT);
    if (!key.ok) throw new Error(key.errors[0].message);
    expect(lateMicroflow(key.value)()).toBe(formatMicroflow(key.value));
  });

  test("is made once", () => {
    const key = new Uint32Array(KEY_WORDS);
    const text = lateMicroflow(key);
    const before = text();
    key.fill(1);
    expect(text()).toBe(before);
  });
});
