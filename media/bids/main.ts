import { PanelClient } from './panelClient';
import type { VsCodeApi } from './vsCodeApi';

declare function acquireVsCodeApi(): VsCodeApi;

const root = document.getElementById('gavel-root');
if (root) new PanelClient(root, acquireVsCodeApi()).start();
