import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { unknownCapabilities } from '../../../src/auction/bidder';
import { builtInProfile } from '../../../src/auction/profile';
import type { Task } from '../../../src/auction/task';
import { systemClock } from '../../../src/base/clock';
import { NullLogger } from '../../../src/base/logger';
import { expectedCosts } from '../../../src/auction/expectedCost';
import { priorCheckQuality } from '../../../src/auction/rule';
import { type DayPurse, sharedDayPurse } from '../../../src/ledger/dayPurse';
import { type Ledger, openLedger } from '../../../src/ledger/ledgerEntry';
import { type MemoryStore, openMemoryStore } from '../../../src/memory/memoryStore';
import type { Endpoint } from '../../../src/models/endpoint';
import { createOpenAiModels } from '../../../src/models/openAiModels';
import { practiceEndpoint } from '../../../src/practice/practiceEndpoint';
import { type PracticeServer, startPracticeServer } from '../../../src/practice/practiceServer';
import { copyPracticeWorkspace } from '../../../src/practice/practiceWorkspace';
import type { ApplyPort } from '../../../src/review/applyPort';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import type { Economics } from '../../../src/run/economics';
import type { RunEvent } from '../../../src/run/runEvents';
import type { InvitedBidder, RunRequest } from '../../../src/run/runRequest';
import { initialRun, reduceRun, type RunPhase, type RunState } from '../../../src/run/runState';
import { type RunHandle, startRun } from '../../../src/run/startRun';
import type { CheckGrant } from '../../../src/sandbox/checkGrant';
import { createSandbox } from '../../../src/sandbox/createSandbox';
import { checkOwner, probeConfinement } from '../../../src/sandbox/confinement';
import { runCheck } from '../../../src/sandbox/runCheck';
import { hashTree } from '../sandbox/temporaryWorkspace';
import type { SeenCall } from './transcript';

const root = join(__dirname, '../../..');
const git = promisify(execFile);

/** What a test may ask of a run beyond the plain practice market. */
export interface BenchOptions {
  readonly alsoInvite?: readonly string[];
  readonly only?: readonly string[];
  /** These instead of the practice market. */
  readonly endpoints?: readonly Endpoint[];
  readonly capUsd?: number;
  readonly invite?: RunRequest['invite'];
  readonly taskValueUsd?: number;
  readonly maxAttempts?: number;
  readonly rule?: Economics['rule'];
  readonly award?: RunRequest['award'];
  readonly paceMs?: number;
  readonly check?: readonly string[];
  /** This task instead of the one named. */
  readonly task?: Task;
  readonly grant?: CheckGrant;
  /** Each of the four models on a server of its own. */
  readonly serverEach?: boolean;
  /** Writes instead of the plain files. */
  readonly apply?: ApplyPort;
}

/** A practice workspace in a git repository, its servers and stores; everything real but the models. */
export class RunBench {
  private readonly servers: PracticeServer[] = [];
  private readonly events: RunEvent[] = [];
  private requests = 0;
  /** Calls of the run under way with their answers, in the order of the answers. */
  readonly calls: SeenCall[] = [];
  private runs = 0;
  private gitBefore = '';

  readonly ledger: Ledger;
  readonly memory: MemoryStore;
  private readonly purse: DayPurse;

  private constructor(private readonly folder: string) {
    const warn = (message: string): void => {
      throw new Error(message);
    };
    this.ledger = openLedger(join(folder, 'store', 'ledger.jsonl'), warn);
    this.purse = sharedDayPurse({
      file: join(folder, 'store', 'today.json'),
      clock: systemClock,
      settledUsd: () => Promise.resolve(0),
      warn,
    });
    this.memory = openMemoryStore({ file: join(folder, 'store', 'memory.jsonl'), maxRecords: 100, warn });
  }

  /** `fill` puts into the repository what a test needs there besides one commit. */
  static async create(fill: (workspace: string) => void = () => undefined): Promise<RunBench> {
    const bench = new RunBench(await mkdtemp(join(tmpdir(), 'gavel-run-')));
    await copyPracticeWorkspace(root, bench.workspace);
    const commands = [
      ['init', '-q'],
      ['add', '.'],
      ['-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-qm', 'start'],
    ];
    for (const command of commands)
      await git('git', command, { cwd: bench.workspace, env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' } });
    await writeFile(join(bench.workspace, 'untracked.txt'), 'mine');
    fill(bench.workspace);
    bench.gitBefore = hashTree(join(bench.workspace, '.git'));
    return bench;
  }

  get workspace(): string {
    return join(this.folder, 'workspace');
  }

  async start(file: string, name: string, options: BenchOptions = {}): Promise<RunHandle> {
    const practice = options.endpoints === undefined ? await this.practiceEndpoints(options) : [];
    const ghosts = [...(options.alsoInvite ?? []), ...(options.only ?? [])].map(ghostEndpoint);
    const endpoints = options.endpoints ?? (options.only === undefined ? [...practice, ...ghosts] : ghosts);
    const path = `src/${file}.js`;
    const request: RunRequest = {
      runId: `run-${(this.runs += 1)}`,
      task: options.task ?? {
        id: 'task',
        title: `Fix ${name}`,
        text: `Make ${name} in ${path} do what its comment says and its tests expect.`,
        anchors: [{ path }],
        check: options.check ?? ['node', '--test', `test/${file}.test.js`],
      },
      invited: endpoints.flatMap(invitedOf),
      practice: true,
      invite: options.invite ?? 'all',
      profile: builtInProfile,
      seed: 7,
      award: options.award ?? 'review',
      bidDeadlineMs: 30_000,
      localFirstTokenMs: 30_000,
      caps: { task: options.capUsd ?? 2, day: 10 },
      maxOverheadShare: 0.1,
      economics: economicsFor(endpoints.flatMap(invitedOf), options),
      limits: { maxTurns: 20, maxOutputTokensPerTurn: 2048, maxSeconds: 60 },
      checkTimeoutMs: 30_000,
      ...(options.grant && { grant: options.grant }),
      workspaceRoot: this.workspace,
      workspaceId: 'bench',
    };
    this.events.length = 0;
    this.calls.length = 0;
    const handle = startRun(request, await this.ports(endpoints, options));
    handle.subscribe((_state, event) => this.events.push(event));
    return handle;
  }

  /** One server for the whole market, or one for each model, so that one can be killed. */
  private async practiceEndpoints({ paceMs = 0, serverEach = false }: BenchOptions): Promise<readonly Endpoint[]> {
    const count = serverEach ? 4 : 1;
    const started = await Promise.all(Array.from({ length: count }, () => startPracticeServer({ paceMs })));
    this.servers.push(...started);
    const endpoints = started.map(({ baseUrl }) => practiceEndpoint(baseUrl));
    if (!serverEach) return endpoints;
    return endpoints.map((endpoint, index) => ({
      ...endpoint,
      id: `practice-${index}`,
      models: endpoint.models.slice(index, index + 1),
    }));
  }

  /** Ends a server in the middle of whatever it is saying. */
  async killServer(index: number): Promise<void> {
    await this.servers[index]?.close();
  }

  private async ports(endpoints: readonly Endpoint[], options: BenchOptions): Promise<Parameters<typeof startRun>[1]> {
    const models = createOpenAiModels({ endpoints, keys: { keyFor: () => Promise.resolve(undefined) } });
    const confinement = await probeConfinement({ outside: [this.workspace] });
    const owner = checkOwner(confinement);
    return {
      models: {
        complete: async (request, options) => {
          this.requests += 1;
          const reply = await models.complete(request, options);
          this.calls.push({ request, reply });
          return reply;
        },
      },
      clock: systemClock,
      log: NullLogger,
      listFiles: async () =>
        (await readdir(this.workspace, { recursive: true, encoding: 'utf8' }))
          .filter((path) => /\.(js|md|json)$/u.test(path))
          .sort(),
      readText: (path) => readFile(join(this.workspace, path), 'utf8'),
      mayShow: () => Promise.resolve(false),
      similarPast: async ({ taskText, signal, behind }) => {
        const similar = await this.memory.mostSimilar(taskText, 8, { workspaceId: 'bench', signal, behind });
        const comparedBy = similar.method === 'fused' ? 'meaning' : 'words';
        return { auctions: similar.records.map(({ record }) => record), comparedBy };
      },
      createSandbox: (signal, from, onProgress) =>
        createSandbox({
          ...(owner !== undefined && { owner }),
          ...(from !== undefined ? { bound: from.bound } : confinement.kind === 'confined' && { bound: 'find' }),
          workspaceRoot: from?.root ?? this.workspace,
          sandboxesFolder: this.sandboxes,
          openBuffers: new Map(),
          signal,
          ...(onProgress !== undefined && { onProgress }),
        }),
      dayPurse: this.purse,
      confinement,
      runCheck: (_label, request, options) => runCheck(request, options, confinement),
      apply: options.apply ?? filesApplyPort(),
      journalFolder: join(this.folder, 'journals'),
      appendLedger: (entry) => this.ledger.append(entry),
      appendMemory: (record) => this.memory.append(record),
    };
  }

  get sandboxes(): string {
    return join(this.folder, 'sandboxes');
  }

  /** Calls that got past the purse. */
  requestsSeen(): number {
    return this.requests;
  }

  reached(run: RunHandle, phase: RunPhase): Promise<RunState> {
    return this.until(run, (state) => state.phase === phase);
  }

  /** Settles at the first state that satisfies `found`; a run that ends before fails the test with its reason. */
  until(run: RunHandle, found: (state: RunState) => boolean): Promise<RunState> {
    return new Promise((resolve, reject) => {
      const look = (state: RunState): void => {
        if (found(state)) resolve(state);
        else if (state.phase === 'done') reject(new Error(`The run ended first: ${state.end?.message ?? ''}`));
        else return;
        subscription.dispose();
      };
      const subscription = run.subscribe(look);
      look(run.state());
    });
  }

  /** A task from bids to accept, awarded to whom the market proposes. */
  async playToAccept(file: string, name: string): Promise<RunState> {
    const run = await this.start(file, name);
    const judged = await this.reached(run, 'judged');
    run.award(judged.auction.ranked[0]?.bidderId ?? '');
    await this.reached(run, 'reviewing');
    await run.accept('all');
    return run.finished;
  }

  replayed(): RunState {
    return this.events.reduce(reduceRun, initialRun);
  }

  checkExitCode(file: string): Promise<number | null> {
    return Promise.resolve(
      spawnSync(process.execPath, ['--test', `test/${file}.test.js`], { cwd: this.workspace }).status,
    );
  }

  /** One hash over every file of the workspace but git's own. */
  workspaceHash(): Promise<string> {
    return hashOf(this.workspace, (path) => !path.startsWith('.git/'));
  }

  /** One hash over everything, `.git` with index, refs and stash included. */
  repositoryHash(): Promise<string> {
    return hashOf(this.workspace, () => true);
  }

  async sandboxesLeft(): Promise<readonly string[]> {
    return readdir(this.sandboxes).catch(() => []);
  }

  /** Whatever kind of run it was: index, HEAD, refs, stash and config are the very same files, times included. */
  async remove(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.close()));
    const gitAfter = hashTree(join(this.workspace, '.git'));
    await rm(this.folder, { recursive: true, force: true });
    if (gitAfter !== this.gitBefore) throw new Error('A run has changed the data of git.');
  }
}

async function hashOf(folder: string, wanted: (path: string) => boolean): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  for (const file of files.filter(wanted).sort()) hash.update(`${file}\0`).update(await readFile(join(folder, file)));
  return hash.digest('hex');
}

function ghostEndpoint(baseUrl: string): Endpoint {
  return {
    id: 'dead',
    name: 'Dead server',
    baseUrl,
    models: [{ id: 'ghost-8b', price: { input: 0.09, output: 0.09 } }],
  };
}

function invitedOf(endpoint: Endpoint): readonly InvitedBidder[] {
  return endpoint.models.map((model) => ({
    origin: undefined,
    bidder: {
      id: `${endpoint.id}/${model.id}`,
      name: model.name ?? model.id,
      endpointId: endpoint.id,
      modelId: model.id,
      ...(model.price && { price: model.price }),
      priceSource: 'practice',
      capabilities: unknownCapabilities,
    },
  }));
}

function economicsFor(
  invited: readonly InvitedBidder[],
  { maxAttempts = 3, rule = 'auto', taskValueUsd = 2 }: BenchOptions,
): Economics {
  const costs = expectedCosts([]);
  return {
    rule,
    taskValueUsd,
    maxAttempts,
    expectedCostUsd: Object.fromEntries(invited.map(({ bidder }) => [bidder.id, costs.costUsd(bidder) ?? 0])),
    checkQuality: priorCheckQuality,
    judgeHistory: {},
  };
}
