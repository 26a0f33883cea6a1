import { compileChassis } from "@ovn-sim/pipeline";
import { loadSnapshot } from "ovn-sim";

/** What real OVN left to chance in a recorded cluster, as our compiler says it (OVN5018). */
export function leftToChance(recording: string): readonly string[] {
  const { snapshot } = loadSnapshot([recording]);
  if (snapshot === undefined) return [];
  return [...snapshot.installed.keys()].flatMap((chassis) => {
    const compiled = compileChassis(snapshot.cluster, chassis);
    const notes = compiled.ok ? compiled.notes : [];
    return notes.filter(({ code }) => code === "OVN5018").map(({ message }) => message);
  });
}
