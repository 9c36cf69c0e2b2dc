/** The modules that are loaded once a fresh Node has run some code, as paths with "/". */
export function loadedModules(code: string, cwd?: string): string[];

/** How many of the modules belong to what nobody should load who only imports the library. */
export function census(modules: readonly string[]): { all: number; pulumi: number; plan: number; testing: number; cdk8sPlus: number };
