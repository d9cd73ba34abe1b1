import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import type { WorkHabitsPort } from '../agent/workHabits';
import { openWorkHabits } from '../agent/workHabitsStore';
import { systemClock } from '../base/clock';
import type { LoggerPort } from '../base/logger';
import { secretKeys } from '../config/keys';
import { readSettings, type Settings } from '../config/settings';
import { type DayPurse, sharedDayPurse } from '../ledger/dayPurse';
import { type Ledger, openLedger } from '../ledger/ledgerEntry';
import { spentUsd } from '../ledger/statistics';
import { type MemoryStore, openMemoryStore } from '../memory/memoryStore';
import { openProfileStore, type ProfileStore } from '../memory/profileStore';
import { createEmbeddings, type EmbeddingPort } from '../models/embeddings';
import { parseEndpointUrl } from '../models/endpointUrl';
import { storagePaths } from './services';

/** What this window writes down and reads back. */
export interface Records {
  readonly ledger: Ledger;
  readonly memory: MemoryStore;
  readonly profiles: ProfileStore;
  readonly dayPurse: DayPurse;
  /** How models have worked so far. */
  readonly habits: WorkHabitsPort;
}

/** What opening them needs. */
export interface RecordsOptions {
  readonly context: vscode.ExtensionContext;
  readonly mayShow: (origin: string) => Promise<boolean>;
  readonly log: LoggerPort;
}

/** Opens ledger and memory; no file is touched before the first call to either. Settings that shape the memory count from here on. */
export function openRecords(options: RecordsOptions): Records {
  const settings = readSettings();
  const files = storagePaths(options.context);
  const warn = (message: string): void => {
    options.log.warn(message);
    void vscode.window.showWarningMessage(noticeText(message));
  };
  const embeddings = embeddingsOf(options, settings);
  const ledger = openLedger(files.ledger, warn);
  return {
    ledger,
    dayPurse: sharedDayPurse({
      file: files.today,
      clock: systemClock,
      settledUsd: async (day) => spentUsd((await ledger.read()).records, day),
      warn,
    }),
    profiles: openProfileStore(files.profiles),
    habits: openWorkHabits(files.habits, warn),
    memory: openMemoryStore({
      file: files.memory,
      maxRecords: settings.maxMemoryRecords,
      warn,
      ...(embeddings && { embeddings }),
    }),
  };
}

/** The configured embedding model; an origin off this machine is asked only after the same consent as a bidder's. */
function embeddingsOf({ context, mayShow }: RecordsOptions, settings: Settings): EmbeddingPort | undefined {
  const endpoint = settings.endpoints.find(({ id }) => id === settings.embeddings?.endpoint);
  if (endpoint === undefined || settings.embeddings === undefined) return undefined;
  const address = parseEndpointUrl(endpoint.baseUrl);
  const keys = secretKeys(context.secrets);
  const { model: modelId, price: usdPerMt } = settings.embeddings;
  const port = createEmbeddings({ endpoint, modelId, keys, ...(usdPerMt !== undefined && { usdPerMt }) });
  return {
    ...port,
    embed: async (texts, signal) => {
      const allowed = address.kind === 'ok' && (address.loopback || (await mayShow(address.origin)));
      if (allowed) return port.embed(texts, signal);
      return {
        kind: 'failed',
        reason: 'refused',
        message: `${endpoint.name} may not see this workspace, so past tasks are compared by words.`,
      };
    },
  };
}
