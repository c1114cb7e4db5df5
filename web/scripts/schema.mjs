// Writes src/data/schema.gen.ts from web/openapi.json, which `make schema` takes from the binary.
// Both files are in the repository, so that the console builds without a running server.

import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = JSON.parse(await readFile(new URL("../openapi.json", import.meta.url), "utf8"));
const tree = await openapiTS(document, { defaultNonNullable: true });
await writeFile(new URL("../src/data/schema.gen.ts", import.meta.url), "// Written by `npm run schema`; do not edit.\n\n" + astToString(tree));
