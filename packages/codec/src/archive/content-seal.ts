import { sha256 } from "@noble/hashes/sha2.js";
import { fromUint32 } from "./join-bytes.ts";
import type { Member } from "./member.ts";
import { hex, SEAL } from "./seal.ts";

/** Takes in files and their pictures, in order, and says what seals them all. */
export interface ContentSeal {
  file(member: Omit<Member, "read">): void;
  picture(numbers: Uint8Array): void;
  /** 16 hexadecimal digits; nothing can be taken in afterwards. */
  text(): string;
}

/** The first bytes of SHA-256 over all that an archive holds: of each file its name, description, size, count and what stands between, then its numbers. */
export function contentSeal(): ContentSeal {
  const hash = sha256.create();
  return {
    file: ({ name, about, size, count, beside = [] }) => {
      const { height, width, channels } = size;
      const told = new TextEncoder().encode(JSON.stringify([name, about, height, width, channels, count, beside]));
      hash.update(fromUint32(told.length)).update(told);
    },
    picture: (numbers) => {
      hash.update(numbers);
    },
    text: () => hex(hash.digest().slice(0, SEAL)),
  };
}

/** The seal of files, each read once. */
export async function sealMembers(members: readonly Member[], signal?: AbortSignal): Promise<string> {
  const content = contentSeal();
  for (const member of members) {
    content.file(member);
    for await (const numbers of member.read()) {
      signal?.throwIfAborted();
      content.picture(numbers);
    }
  }
  return content.text();
}
