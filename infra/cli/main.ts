#!/usr/bin/env node
import { run } from "./run";
import { startQuickly } from "./start-up";

// Whoever reads our output may have read enough: `tagenal synth minikube | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});
startQuickly();
void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
