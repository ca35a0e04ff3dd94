/** The command line of tasks that have no flags of their own. */

/** Goes on where there are no arguments; else ends with the help, or with 2 for an unknown one. */
export function takeNoFlags([argument]: string[], help: string): void {
  if (argument === undefined) return;
  if (argument === "--help") {
    console.log(help);
    Deno.exit(0);
  }
  console.error(`"${argument}" is not known. See --help.`);
  Deno.exit(2);
}
