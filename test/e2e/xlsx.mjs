// A workbook as somebody fills it in by hand: parts of the zip are read, cells of the first sheet are written, the zip is put together again.

import { crc32 } from "node:zlib";
import { inflateRawSync } from "node:zlib";

/** The parts of a zip by name. */
export function parts(zip) {
  const found = new Map();
  let at = zip.lastIndexOf(Buffer.from("PK\x05\x06"));
  const count = zip.readUInt16LE(at + 10);
  at = zip.readUInt32LE(at + 16);
  for (let n = 0; n < count; n += 1) {
    const [method, size, nameLength, extra, comment, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30), zip.readUInt16LE(at + 32), zip.readUInt32LE(at + 42)];
    const name = zip.toString("utf8", at + 46, at + 46 + nameLength);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(from, from + size);
    found.set(name, method === 0 ? packed : inflateRawSync(packed));
    at += 46 + nameLength + extra + comment;
  }
  return found;
}

/** A zip of parts, none of them packed. */
export function together(all) {
  const out = [];
  const directory = [];
  let at = 0;
  for (const [name, body] of all) {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt32LE(crc32(body), 14);
    head.writeUInt32LE(body.length, 18);
    head.writeUInt32LE(body.length, 22);
    head.writeUInt16LE(Buffer.byteLength(name), 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    head.copy(entry, 6, 4, 30);
    entry.writeUInt32LE(at, 42);
    directory.push(entry, Buffer.from(name));
    out.push(head, Buffer.from(name), body);
    at += 30 + Buffer.byteLength(name) + body.length;
  }
  const size = directory.reduce((sum, each) => sum + each.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(all.size, 8);
  end.writeUInt16LE(all.size, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...out, ...directory, end]);
}

/** Writes into cells of the first sheet: a number, or words as somebody types them. */
export function fill(zip, cells) {
  const all = parts(zip);
  const name = "xl/worksheets/sheet1.xml";
  let sheet = all.get(name).toString();
  for (const [at, value] of Object.entries(cells)) {
    const cell = new RegExp(`<c r="${at}"([^>]*?)(/>|>.*?</c>)`);
    if (!cell.test(sheet)) throw new Error(`no cell ${at}`);
    sheet = sheet.replace(cell, (_, attributes) => (typeof value === "number" ? `<c r="${at}"${attributes}><v>${value}</v></c>` : `<c r="${at}"${attributes.replace(/ t="[^"]*"/, "")} t="inlineStr"><is><t>${value}</t></is></c>`));
  }
  all.set(name, Buffer.from(sheet));
  return together(all);
}
