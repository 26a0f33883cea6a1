import { cookieOf } from "../../chassis/index.ts";
import type { SampleArgs } from "../../openflow/action.ts";
import type { ActionParser } from "./action-parser.ts";
import type { BuiltAction, StatementTable } from "./action-spec.ts";
import type { Place } from "./place.ts";

export const SAMPLING: StatementTable = { sample: { parse: parseSample } };

type Point =
  | { readonly kind: "cookie" }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "place"; readonly place: Place };

/** `sample(probability=N, collector_set=N, obs_domain=N, obs_point=N|$cookie|PLACE)`, in any order. */
function parseSample(parser: ActionParser): BuiltAction | undefined {
  let probability: number | undefined = 0;
  let collectorSet: number | undefined = 0;
  let domain: number | undefined = 0;
  let point: Point | undefined = { kind: "number", value: 0 };
  const { start } = parser.lexer;
  if (parser.match("(")) {
    while (!parser.match(")")) {
      if (parser.matchName("probability"))
        probability = parser.expect("=") ? parser.takeInteger("a probability", 0xffff) : undefined;
      else if (parser.matchName("collector_set")) {
        collectorSet = parser.expect("=") ? parser.takeInteger("a set of collectors", 0xffffffff) : undefined;
      } else if (parser.matchName("obs_domain"))
        domain = parser.expect("=") ? parser.takeInteger("a domain", 0xff) : undefined;
      else if (parser.matchName("obs_point")) point = parser.expect("=") ? takePoint(parser) : undefined;
      else return parser.unexpected("`probability', `collector_set', `obs_domain' or `obs_point'");
      if (parser.fault !== undefined) return undefined;
      parser.match(",");
    }
  }
  if (!probability) return parser.fail("expected a probability above 0", start);
  const where = point!;
  const shown = where.kind === "cookie" ? "$cookie" : where.kind === "number" ? where.value : where.place.text;
  const [chance, collectors, high] = [probability, collectorSet!, domain!];
  return {
    format: () => `sample(probability=${chance},collector_set=${collectors},obs_domain=${high},obs_point=${shown});`,
    lower: (context) => {
      if (!context.hasCollectorSet(collectors)) return [];
      const args: SampleArgs = {
        probability: chance,
        collectorSetId: collectors,
        obsDomainId: ((high << 24) | (context.datapathKey & 0xffffff)) >>> 0,
        obsPointId:
          where.kind === "cookie" ? cookieOf(context.uuid) : where.kind === "number" ? where.value : where.place.bits,
      };
      return [{ kind: "sample", args }];
    },
  };
}

function takePoint(parser: ActionParser): Point | undefined {
  if (parser.is("address-set") && parser.lexer.text === "cookie") {
    parser.lexer.next();
    return { kind: "cookie" };
  }
  if (parser.is("integer")) {
    const value = parser.takeInteger("a point", 0xffffffff);
    return value === undefined ? undefined : { kind: "number", value };
  }
  const place = parser.takePlaceOf(32);
  return place === undefined ? undefined : { kind: "place", place };
}
