/** Finds exports that nobody imports, by the syntax of the files. */
import { dirname, join, normalize } from "node:path";

/** What a file takes from others: names, or `*` for all of them. */
interface Names {
  exported: Set<string>;
  /** By the path of the other file. */
  taken: Map<string, Set<string>>;
}

/**
 * Finds the exports of files that no other file imports, as `"path name"`.
 *
 * @param root The folder of the paths.
 * @param entries Files whose exports are for others outside.
 */
export async function findUnusedExports(
  root: string,
  paths: readonly string[],
  entries: readonly string[],
): Promise<string[]> {
  const files = new Map<string, Names>();
  for (const path of paths.filter((path) => path.endsWith(".ts"))) {
    files.set(path, readNames(path, await Deno.readTextFile(join(root, path))));
  }
  const taken = new Map<string, Set<string>>();
  for (const { taken: names } of files.values()) {
    for (const [path, some] of names) {
      taken.set(path, (taken.get(path) ?? new Set()).union(some));
    }
  }
  return [...files].flatMap(([path, { exported }]) => {
    const used = taken.get(path) ?? new Set();
    if (entries.includes(path) || used.has("*")) return [];
    return [...exported].filter((name) => !used.has(name)).map((name) => `${path} ${name}`);
  });
}

// deno-lint-ignore no-explicit-any
type Node = any;

function readNames(path: string, text: string): Names {
  const names: Names = { exported: new Set(), taken: new Map() };
  const take = (source: Node, some: string[]) => {
    if (!source?.value?.startsWith(".")) return;
    const target = normalize(join(dirname(path), source.value));
    names.taken.set(target, (names.taken.get(target) ?? new Set()).union(new Set(some)));
  };
  Deno.lint.runPlugin(
    {
      name: "exports",
      rules: {
        read: {
          create: () => ({
            ImportDeclaration: ({ source, specifiers }: Node) =>
              take(
                source,
                specifiers.map((it: Node) =>
                  it.imported?.name ?? it.imported?.value ??
                    (it.type === "ImportDefaultSpecifier" ? "default" : "*")
                ),
              ),
            ImportExpression: ({ source }: Node) => take(source, ["*"]),
            ExportAllDeclaration: ({ source }: Node) => take(source, ["*"]),
            TSImportType: ({ argument }: Node) => take(argument?.literal ?? argument, ["*"]),
            ExportNamedDeclaration({ source, specifiers, declaration }: Node) {
              if (source) take(source, specifiers.map((it: Node) => it.local.name));
              for (const it of specifiers ?? []) names.exported.add(it.exported.name);
              const declared = declaration?.declarations?.map(({ id }: Node) => id) ??
                [declaration?.id];
              for (const id of declared) if (id?.name) names.exported.add(id.name);
            },
          }),
        },
      },
    } as Deno.lint.Plugin,
    path,
    text,
  );
  return names;
}
