import type { ActionParser } from "./action-parser.ts";
import type { StatementSpec, StatementTable } from "./action-spec.ts";
import { controlWithActions, type Opcode } from "./control.ts";
import { resubmit } from "./emit.ts";
import { formatLogicalActions, lowerActions } from "./parsed.ts";
import type { LogicalFeatures } from "../../release/logical-features.ts";

/** Packets that the controller makes and sends through the actions in braces. */
export const NESTED: StatementTable = {
  arp: request("arp", ({ neighbourRequest }) => neighbourRequest.arp),
  nd_ns: request("nd_ns", ({ neighbourRequest }) => neighbourRequest.ndNs),
  nd_na: reply("nd_na", "nd_na", "nd_ns"),
  nd_na_router: reply("nd_na_router", "nd_na_router", "nd_ns"),
  icmp4: reply("icmp4", "icmp", "ip4"),
  icmp4_error: reply("icmp4_error", "icmp4_error", "ip4"),
  icmp6: reply("icmp6", "icmp", "ip6"),
  icmp6_error: reply("icmp6_error", "icmp6_error", "ip6"),
  tcp_reset: reply("tcp_reset", "tcp_reset", "tcp"),
  sctp_abort: reply("sctp_abort", "sctp_abort", "sctp"),
  reject: reply("reject", "reject", undefined),
};

function reply(name: string, opcode: Opcode, prerequisite: string | undefined): StatementSpec {
  return {
    parse: (parser) => {
      const nested = parser.takeNested(prerequisite, parser.scope);
      if (nested === undefined) return undefined;
      return {
        format: () => `${name} { ${formatLogicalActions(nested)} };`,
        lower: (context) => controlWithActions(context, opcode, lowerActions(nested, context), false),
      };
    },
  };
}

/**
 * A request waits for the controller, which keeps the packet that asked. Its reply is sent by the
 * inner actions; what northd wants done with the packet itself follows, or is implied in old flows.
 */
function request(name: Opcode, prerequisite: (features: LogicalFeatures) => string): StatementSpec {
  return {
    parse: (parser: ActionParser) => {
      const nested = parser.takeNested(prerequisite(parser.environment.features), parser.scope);
      if (nested === undefined) return undefined;
      return {
        format: () => `${name} { ${formatLogicalActions(nested)} };`,
        lower: (context) => {
          const { pausedRequests } = context.features;
          const asked = controlWithActions(context, name, lowerActions(nested, context), pausedRequests);
          const isComplete = !pausedRequests || context.options.explicitArpNsOutput;
          return isComplete ? asked : [...asked, resubmit(context.outputTable)];
        },
      };
    },
  };
}
