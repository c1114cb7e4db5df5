// searchKey lets people find "Thanh Hà" by typing "thanh ha", and "hoà" by typing "hòa".
// Decomposing and dropping all combining marks makes both tone placements equal by itself;
// only đ has no decomposition and is replaced by hand.
export function searchKey(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[đĐ]/g, "d")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim();
}

/** Every word typed must be found somewhere; their order does not matter. */
export function matches(haystack: string, typed: string): boolean {
  const key = searchKey(haystack);
  return searchKey(typed)
    .split(" ")
    .every((word) => key.includes(word));
}
