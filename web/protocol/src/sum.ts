/** The sum of a line after one more frame: CRC-32 of all texts (UTF-16, low byte first), as on the other side. */
export function summed(sum: number, text: string): number {
  let rest = ~sum;
  for (let at = 0; at < text.length; at += 1) {
    rest ^= text.charCodeAt(at);
    for (let bit = 0; bit < 16; bit += 1) rest = (rest >>> 1) ^ (rest & 1 && 0xedb88320);
  }
  return ~rest >>> 0;
}
