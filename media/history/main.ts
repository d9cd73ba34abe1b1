import type { FromHistory } from '../../src/views/historyProtocol';
import type { VsCodeApi } from '../shared/vsCodeApi';
import { HistoryClient } from './historyClient';

declare function acquireVsCodeApi(): VsCodeApi<FromHistory>;

const root = document.getElementById('gavel-root');
if (root) new HistoryClient(root, acquireVsCodeApi()).start();
