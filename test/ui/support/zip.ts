import fs from 'node:fs';

const directoryEntry = 0x02014b50;
const endOfDirectory = 0x06054b50;

/** Names of all files in a zip archive, sorted, as its central directory lists them. No zip64. */
export function zipNames(file: string): readonly string[] {
  const bytes = fs.readFileSync(file);
  let end = bytes.length - 22;
  while (end >= 0 && bytes.readUInt32LE(end) !== endOfDirectory) end -= 1;
  if (end < 0) throw new Error(`${file} is not a zip archive.`);
  const names: string[] = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== directoryEntry) throw new Error(`${file} has a broken directory.`);
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
    names.push(bytes.toString('utf8', at + 46, at + 46 + nameLength!));
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return names.sort();
}
