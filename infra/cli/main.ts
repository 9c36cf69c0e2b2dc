#!/usr/bin/env node
import { run } from "./run";
import { startQuickly } from "./start-up";

startQuickly();
void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
