export { whatIf, type WhatIf, type WhatIfOptions } from "./what-if.ts";
