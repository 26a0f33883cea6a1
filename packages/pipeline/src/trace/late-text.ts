import { type FlowKey, formatMicroflow } from "../openflow/index.ts";

/** A packet's text, made when it is first asked for. Nobody may write to the key. */
export function lateMicroflow(key: FlowKey): () => string {
  let text: string | undefined;
  return () => (text ??= formatMicroflow(key));
}
