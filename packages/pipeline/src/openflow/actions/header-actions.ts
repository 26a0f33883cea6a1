import { parseUint } from "../number-text.ts";
import { splitTokens } from "../piece.ts";
import { isFault } from "../text-fault.ts";
import { readBare, readOne, readUint, unknownArgument } from "./arguments.ts";
import type { ActionEntry } from "./entry.ts";

const hex4 = (number: number): string => `0x${number.toString(16).padStart(4, "0")}`;

export const pushVlan: ActionEntry<"push_vlan"> = {
  words: ["push_vlan"],
  parse: (text) => readOne(text, 16, "EtherType", (ethertype) => ({ kind: "push_vlan", ethertype })),
  format: ({ ethertype }) => `push_vlan:0x${ethertype.toString(16)}`,
};

export const popVlan: ActionEntry<"pop_vlan"> = {
  words: ["pop_vlan", "strip_vlan"],
  parse: (text) => readBare(text, { kind: "pop_vlan" }),
  format: () => "pop_vlan",
};

export const setVlanVid: ActionEntry<"set_vlan_vid"> = {
  words: ["mod_vlan_vid", "set_vlan_vid"],
  parse: (text) =>
    readOne(text, 12, "VLAN id", (vid) => ({ kind: "set_vlan_vid", vid, push: text.name === "mod_vlan_vid" })),
  format: ({ vid, push }) => `${push ? "mod" : "set"}_vlan_vid:${vid}`,
};

export const setVlanPcp: ActionEntry<"set_vlan_pcp"> = {
  words: ["mod_vlan_pcp", "set_vlan_pcp"],
  parse: (text) =>
    readOne(text, 3, "VLAN priority", (pcp) => ({ kind: "set_vlan_pcp", pcp, push: text.name === "mod_vlan_pcp" })),
  format: ({ pcp, push }) => `${push ? "mod" : "set"}_vlan_pcp:${pcp}`,
};

export const pushMpls: ActionEntry<"push_mpls"> = {
  words: ["push_mpls"],
  parse: (text) => readOne(text, 16, "EtherType", (ethertype) => ({ kind: "push_mpls", ethertype })),
  format: ({ ethertype }) => `push_mpls:${hex4(ethertype)}`,
};

export const popMpls: ActionEntry<"pop_mpls"> = {
  words: ["pop_mpls"],
  parse: (text) => readOne(text, 16, "EtherType", (ethertype) => ({ kind: "pop_mpls", ethertype })),
  format: ({ ethertype }) => `pop_mpls:${hex4(ethertype)}`,
};

/** `dec_ttl`, or `dec_ttl(id,...)` with the controllers to tell when the TTL runs out: none at all for `dec_ttl()`. */
export const decTtl: ActionEntry<"dec_ttl"> = {
  words: ["dec_ttl"],
  parse: (text) => {
    if (text.form === "bare") return { kind: "dec_ttl" };
    const tokens = splitTokens(text.body);
    if (isFault(tokens)) return tokens;
    const ids: number[] = [];
    for (const token of tokens) {
      const id = readUint(token, 16, "controller id", text.whole);
      if (isFault(id)) return id;
      ids.push(id);
    }
    return { kind: "dec_ttl", ids };
  },
  format: ({ ids }) => (ids === undefined ? "dec_ttl" : `dec_ttl(${ids.join(",")})`),
};

export const decMplsTtl: ActionEntry<"dec_mpls_ttl"> = {
  words: ["dec_mpls_ttl"],
  parse: (text) => readBare(text, { kind: "dec_mpls_ttl" }),
  format: () => "dec_mpls_ttl",
};

export const decNshTtl: ActionEntry<"dec_nsh_ttl"> = {
  words: ["dec_nsh_ttl"],
  parse: (text) => readBare(text, { kind: "dec_nsh_ttl" }),
  format: () => "dec_nsh_ttl",
};

const HEADERS = ["ethernet", "nsh", "mpls", "mpls_mc"] as const;

/** `encap(header)`; the properties of an NSH header stay as they are written. */
export const encap: ActionEntry<"encap"> = {
  words: ["encap"],
  parse: ({ body }) => {
    const header = body.text.replace(/\(.*$/s, "");
    return (HEADERS as readonly string[]).includes(header)
      ? { kind: "encap", header: body.text }
      : unknownArgument(body, "encap", HEADERS);
  },
  format: ({ header }) => `encap(${header})`,
};

const PACKET_TYPE = /^packet_type\(ns=([0-9a-fA-Fx]+),type=([0-9a-fA-Fx]+)\)$/;

export const decap: ActionEntry<"decap"> = {
  words: ["decap"],
  parse: ({ body, form }) => {
    if (form === "bare" || body.isEmpty) return { kind: "decap" };
    const [, space = "", type = ""] = PACKET_TYPE.exec(body.text) ?? [];
    const valid = parseUint(space, 16) !== undefined && parseUint(type, 16) !== undefined;
    return valid
      ? { kind: "decap", packetType: body.text }
      : unknownArgument(body, "decap", ["packet_type(ns=n,type=n)"]);
  },
  format: ({ packetType = "" }) => `decap(${packetType})`,
};
