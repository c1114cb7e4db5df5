import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";
import { en } from "../src/text/en";
import { vi, viParts } from "../src/text/vi";

const SRC = new URL("../src/", import.meta.url).pathname;

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]));
}

/** Attributes that people see or hear; className and the like are for machines. */
const SPOKEN = new Set(["aria-label", "title", "alt", "placeholder", "label", "aria-description", "aria-roledescription"]);

/** Every piece of text between tags, and every literal in a spoken attribute. */
function literals(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText(source)) && node.initializer !== undefined && ts.isStringLiteral(node.initializer)) found.push(node.initializer.text);
    if (ts.isJsxExpression(node) && node.expression !== undefined && ts.isStringLiteral(node.expression)) found.push(node.expression.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  // Two letters in a row make a word; "·", "/", "J" and "–" are signs. "Ctrl" is written on the key.
  return found.filter((text) => /\p{L}{2}/u.test(text.replace(/\bCtrl\b/g, "")));
}

it("no text stands in the screens outside the catalogues", () => {
  const offences = files(SRC)
    .filter((file) => file.endsWith(".tsx"))
    .flatMap((file) => literals(file).map((text) => `${file.slice(SRC.length)}: ${text}`));
  expect(offences).toEqual([]);
});

it("no Vietnamese word stands in code other than the catalogue and the words of React Aria", () => {
  const offences = files(SRC)
    .filter((file) => /\.tsx?$/.test(file) && !/(\/text\/|\.test\.ts$|ariawords\.ts$)/.test(file))
    .filter((file) => {
      const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
      return /[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđ]/i.test(code);
    });
  expect(offences).toEqual([]);
});

it("a key stands in one part of the catalogue only", () => {
  const keys = Object.values(viParts).flatMap((part) => Object.keys(part));
  expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
});

it("both languages fill the same places", () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const key of Object.keys(vi) as (keyof typeof vi)[]) expect(places(en[key]), key).toEqual(places(vi[key]));
});

it("every key is used", () => {
  const code = files(SRC).filter((file) => /\.tsx?$/.test(file) && !/\/text\/(vi|en)\//.test(file)).map((file) => readFileSync(file, "utf8")).join("\n");
  // Keys made of a prefix and a word from the wire count as used when the prefix is.
  const prefixes = [...code.matchAll(/`([a-z]+(?:\.[a-z]+)*\.)\$\{/gi)].map((match) => match[1] ?? "");
  const unused = Object.keys(vi).filter((key) => !code.includes(`"${key}"`) && !prefixes.some((prefix) => key.startsWith(prefix)));
  expect(unused).toEqual([]);
});

it("texts are in composed form, so that no mark is lost on an old screen", () => {
  for (const [key, text] of Object.entries(vi)) expect(text.normalize("NFC"), key).toBe(text);
});
