import type { FromPanel } from '../../src/views/protocol';
import { PanelClient } from './panelClient';
import type { VsCodeApi } from '../shared/vsCodeApi';

declare function acquireVsCodeApi(): VsCodeApi<FromPanel>;

const root = document.getElementById('gavel-root');
if (root) new PanelClient(root, acquireVsCodeApi()).start();
