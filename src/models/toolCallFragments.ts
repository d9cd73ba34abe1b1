import type { ToolCall } from '../auction/model';
import { asRecord, asText, parseJson } from './jsonShape';
import type { JsonRecord } from './jsonShape';

interface Slot {
  readonly index: number | undefined;
  id: string;
  name: string;
  argumentsText: string;
}

/** What one piece of `delta.tool_calls` says, after the shapes of the different servers are read. */
interface Fragment {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly argumentsText: string;
}

/**
 * Puts tool calls together from their pieces: by index where there is one, else by id, else the piece belongs to the
 * call before it. Survives servers that repeat index 0 for every call, that give no ids or the same id twice, that
 * split or repeat the name, and that send the arguments as an object.
 */
export class ToolCallFragments {
  private readonly slots: Slot[] = [];

  /** `toolNames` are the tools on offer, `usedIds` the ids of earlier turns: neither is reused for a new call. */
  constructor(
    private readonly toolNames: readonly string[],
    private readonly usedIds: readonly string[],
  ) {}

  /** Takes `delta.tool_calls` as it came; false if it said nothing. */
  add(value: unknown): boolean {
    if (!Array.isArray(value)) return false;
    const fragments = value.map(asRecord).filter((record) => record !== undefined);
    for (const [position, record] of fragments.entries())
      this.merge(read(record, fragments.length > 1 ? position : undefined));
    return fragments.length > 0;
  }

  /** The calls in the order in which they began, each with an id of its own. */
  calls(): ToolCall[] {
    const taken = new Set(this.usedIds);
    return this.slots
      .filter((slot) => slot.name !== '' || slot.argumentsText !== '')
      .map(({ id, name, argumentsText }) => ({ id: ownId(id, taken), name, argumentsText }));
  }

  private merge(fragment: Fragment): void {
    const known = this.slotOf(fragment);
    const slot = known === undefined || this.beginsAnother(known, fragment) ? this.open(fragment) : known;
    if (slot.id === '') slot.id = fragment.id ?? '';
    if (fragment.name !== undefined && !this.repeatsName(slot.name, fragment.name)) slot.name += fragment.name;
    slot.argumentsText += fragment.argumentsText;
  }

  private slotOf({ index, id, name }: Fragment): Slot | undefined {
    if (index !== undefined) return this.slots.findLast((slot) => slot.index === index);
    const last = this.slots.at(-1);
    if (id === undefined) return last;
    // A new id without a name continues the last call: some servers make up an id for every piece.
    return this.slots.findLast((slot) => slot.id === id) ?? (name === undefined ? last : undefined);
  }

  private beginsAnother(slot: Slot, fragment: Fragment): boolean {
    if (fragment.name === undefined) return false;
    if (fragment.id !== undefined && slot.id !== '' && fragment.id !== slot.id) return true;
    const says = fragment.argumentsText !== '' || fragment.name !== slot.name;
    if (slot.argumentsText !== '') return says && asRecord(parseJson(slot.argumentsText)) !== undefined;
    const unmarked = fragment.index === undefined && fragment.id === undefined;
    return unmarked && this.repeatsName(slot.name, fragment.name);
  }

  private open(fragment: Fragment): Slot {
    const slot: Slot = { index: fragment.index, id: '', name: '', argumentsText: '' };
    this.slots.push(slot);
    return slot;
  }

  /** True when the name is already whole, so that this piece is the same name again and not its continuation. */
  private repeatsName(name: string, piece: string): boolean {
    return this.toolNames.includes(name) && !this.toolNames.some((tool) => tool.startsWith(name + piece));
  }
}

function read(record: JsonRecord, position: number | undefined): Fragment {
  const called = asRecord(record['function']) ?? {};
  const index = record['index'];
  const isIndex = typeof index === 'number' && Number.isInteger(index) && index >= 0;
  return {
    index: isIndex ? index : position,
    id: asText(record['id']),
    name: asText(called['name']),
    argumentsText: argumentsOf(called['arguments']),
  };
}

function argumentsOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : '';
}

function ownId(id: string, taken: Set<string>): string {
  let own = id;
  for (let number = 1; own === '' || taken.has(own); number += 1) own = `call_${number}`;
  taken.add(own);
  return own;
}
