// axe-core, run inside the page. Every rule of WCAG 2.2 A and AA that it knows, and its best practices.

import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];

/** axe returns one line for each fault: which rule, where, and why. */
export async function axe(page) {
  await page.evaluate(source);
  await page.evaluate(settled);
  const { violations } = await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] }), TAGS);
  return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} | ${node.html.slice(0, 160)} | ${node.any.concat(node.all, node.none).map((check) => check.message).join("; ").slice(0, 240)}`));
}

/**
 * settled waits until what begins to fade in with the next frames stands there: to axe, a dialog that is not to be seen
 * yet is a page without a heading.
 */
async function settled() {
  for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
  await Promise.allSettled(document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Infinity).map((each) => each.finished));
}
