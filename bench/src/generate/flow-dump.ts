import { formatIp4, formatMac } from "./addresses.ts";

const TEN_NET = 10 << 24;

/** Flows of a table that looks up one thing of a packet, in chunks of text as `ovs-ofctl dump-flows` prints them. */
export type DumpShape = { readonly flows: number };

const LINES_OF_A_CHUNK = 2000;

/** Where packet number `nth` of the dump comes from and goes to; it finds a flow of its own in every table. */
export function packetOfDump({ flows }: DumpShape, nth: number): string {
  const each = Math.floor(flows / 3);
  const mac = formatMac(0x0a58, nth % each);
  return `in_port=1,icmp,dl_src=${mac},dl_dst=0a:58:ff:ff:ff:ff,nw_src=10.0.0.1,nw_dst=${formatIp4((TEN_NET | ((nth * 7) % each)) >>> 0)},nw_ttl=64,icmp_type=8`;
}

function lineOf(flow: number, each: number): string {
  const nth = flow % each;
  const cookie = `cookie=0x${(flow + 1).toString(16)}`;
  switch (Math.floor(flow / each)) {
    case 0: {
      const match = `reg14=0x1,metadata=0x1,dl_src=${formatMac(0x0a58, nth)}`;
      return `${cookie}, table=8, priority=50,${match} actions=resubmit(,9)`;
    }
    case 1: {
      const match = `ip,metadata=0x1,nw_dst=${formatIp4((TEN_NET | nth) >>> 0)}`;
      return `${cookie}, table=9, priority=${100 + (nth % 4)},${match} actions=load:0x${nth.toString(16)}->NXM_NX_REG15[],resubmit(,42)`;
    }
    default:
      return `${cookie}, table=42, priority=100,reg15=0x${nth.toString(16)},metadata=0x1 actions=output:${(nth % 60_000) + 2}`;
  }
}

/** The text in pieces; three large tables and the one that leads to them. */
export function* flowDumpChunks({ flows }: DumpShape): Generator<string, void> {
  const each = Math.floor(flows / 3);
  let lines = [
    "cookie=0x0, table=0, priority=100 actions=load:0x1->NXM_NX_REG14[],load:0x1->OXM_OF_METADATA[],resubmit(,8)",
  ];
  for (let flow = 0; flow < 3 * each; flow++) {
    lines.push(lineOf(flow, each));
    if (lines.length < LINES_OF_A_CHUNK) continue;
    yield `${lines.join("\n")}\n`;
    lines = [];
  }
  yield `${lines.join("\n")}\n`;
}
