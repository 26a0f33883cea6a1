import { setUp } from "./workspace.mjs";

setUp();
