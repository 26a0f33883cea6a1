import fc from "fast-check";

/** Literals for the marks of a form; some share the bits that predicates look at, some do not. */
const LITERALS = {
  MAC: ["0a:00:00:00:00:01", "0a:00:00:00:00:02", "33:33:00:00:00:01", "01:00:5e:00:00:07", "0b:01:02:03:04:05"],
  IP4: ["10.0.0.1", "10.0.0.2", "224.0.0.1", "239.1.2.3", "0.0.0.0", "192.168.0.77"],
  IP6: ["fd00::1", "ff02::1:ff00:2", "ff02::1", "::", "fe80::1", "ff05::2"],
  PORT: ['"a"', '"b"', '"c"', '"none"', '"lost"', '"a\\u0062"'],
} as const;

/** Comparisons with marks in the places of literals, and some without. */
const ATOMS = [
  "eth.src == MAC",
  "eth.dst == MAC",
  "eth.dst != MAC",
  "eth.dst == {MAC, MAC}",
  "eth.mcast",
  "eth.bcast",
  "arp.tpa == IP4",
  "arp.sha == MAC",
  "ip4.src == IP4",
  "ip4.dst == IP4",
  "ip4.dst == IP4/24",
  "ip4.src > IP4",
  "ip4.src == {IP4, IP4}",
  "ip4.mcast",
  "ip4.src_mcast",
  "ip6.dst == IP6",
  "ip6.dst == {IP6, IP6}",
  "ip6.src == IP6/64",
  "ip6.mcast",
  "nd.target == IP6",
  "nd_ns_mcast",
  "reg0 == IP4",
  "reg0[0..7] == 3",
  "xxreg0 == IP6",
  "inport == PORT",
  "outport == PORT",
  "outport == {PORT, PORT}",
  "is_chassis_resident(PORT)",
  "!is_chassis_resident(PORT)",
  "tcp.dst == {80, 443}",
  "arp.op == 1",
  "flags.loopback",
  "1",
] as const;

const atom = fc.constantFrom(...ATOMS);
/** A match with marks in the places of literals. */
export const { form: matchForm } = fc.letrec<{ form: string }>((tie) => ({
  form: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    atom,
    fc
      .tuple(fc.constantFrom(" && ", " || "), fc.array(tie("form"), { minLength: 2, maxLength: 4 }))
      .map(([operator, terms]) => terms.map((term) => (/&&|\|\|/.test(term) ? `(${term})` : term)).join(operator)),
  ),
}));

/** A form with literals, chosen by a list of numbers. */
export function fillForm(text: string, choices: readonly number[]): string {
  let next = 0;
  return text.replace(/MAC|IP4|IP6|PORT/g, (mark) => {
    const values = LITERALS[mark as keyof typeof LITERALS];
    return values[(choices[next++ % choices.length] ?? 0) % values.length]!;
  });
}
