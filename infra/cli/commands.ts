import type { Command } from "./command";
import { SYNTH } from "./synth";

/** All commands by name. */
export const COMMANDS: Readonly<Record<string, Command>> = { synth: SYNTH };
