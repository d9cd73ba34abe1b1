/** The body classes and theme variables VS Code gives a webview, for the four kinds of theme. */
export interface Theme {
  readonly name: 'dark' | 'light' | 'hcDark' | 'hcLight';
  readonly bodyClasses: readonly string[];
  /** Without the leading `--vscode-`. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Kept apart because the page, not the panel, paints what lies behind the webview. */
export function sideBarColor(theme: Theme): string {
  return theme.variables['sideBar-background'] ?? '#ffffff';
}

const fonts = {
  'font-family': '"Segoe WPC", "Segoe UI", system-ui, "Liberation Sans", sans-serif',
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': '"Cascadia Code", "Liberation Mono", monospace',
};

const dark: Theme = {
  name: 'dark',
  bodyClasses: ['vscode-dark'],
  variables: {
    ...fonts,
    foreground: '#cccccc',
    descriptionForeground: '#9d9d9d',
    'editor-background': '#1f1f1f',
    'sideBar-background': '#181818',
    focusBorder: '#0078d4',
    'textLink-foreground': '#4daafc',
    'button-background': '#0078d4',
    'button-foreground': '#ffffff',
    'button-border': '#ffffff1a',
    'button-hoverBackground': '#026ec1',
    'button-secondaryBackground': '#00000000',
    'button-secondaryForeground': '#cccccc',
    'button-secondaryHoverBackground': '#2b2b2b',
    'input-background': '#313131',
    'input-foreground': '#cccccc',
    'input-border': '#3c3c3c',
    'widget-border': '#313131',
    'panel-border': '#2b2b2b',
    errorForeground: '#f85149',
    'list-errorForeground': '#f88070',
    'list-warningForeground': '#cca700',
    'gitDecoration-addedResourceForeground': '#81b88b',
    'charts-green': '#89d185',
    'editorWarning-foreground': '#cca700',
    'charts-blue': '#59a4f9',
    'charts-purple': '#b180d7',
    'progressBar-background': '#0078d4',
  },
};

const light: Theme = {
  name: 'light',
  bodyClasses: ['vscode-light'],
  variables: {
    ...fonts,
    foreground: '#3b3b3b',
    descriptionForeground: '#3b3b3b',
    'editor-background': '#ffffff',
    'sideBar-background': '#f8f8f8',
    focusBorder: '#005fb8',
    'textLink-foreground': '#005fb8',
    'button-background': '#005fb8',
    'button-foreground': '#ffffff',
    'button-border': '#0000001a',
    'button-hoverBackground': '#0258a8',
    'button-secondaryBackground': '#e5e5e5',
    'button-secondaryForeground': '#3b3b3b',
    'button-secondaryHoverBackground': '#cccccc',
    'input-background': '#ffffff',
    'input-foreground': '#3b3b3b',
    'input-border': '#cecece',
    'widget-border': '#e5e5e5',
    'panel-border': '#e5e5e5',
    errorForeground: '#f85149',
    'list-errorForeground': '#b01011',
    'list-warningForeground': '#855f00',
    'gitDecoration-addedResourceForeground': '#587c0c',
    'charts-green': '#388a34',
    'editorWarning-foreground': '#bf8803',
    'charts-blue': '#0063d3',
    'charts-purple': '#652d90',
    'progressBar-background': '#005fb8',
  },
};

const hcDark: Theme = {
  name: 'hcDark',
  bodyClasses: ['vscode-high-contrast'],
  variables: {
    ...fonts,
    foreground: '#ffffff',
    descriptionForeground: 'rgba(255, 255, 255, 0.7)',
    'editor-background': '#000000',
    'sideBar-background': '#000000',
    contrastBorder: '#6fc3df',
    contrastActiveBorder: '#f38518',
    focusBorder: '#f38518',
    'textLink-foreground': '#21a6ff',
    'button-background': '#000000',
    'button-foreground': '#ffffff',
    'button-border': '#6fc3df',
    'button-hoverBackground': '#000000',
    'button-secondaryForeground': '#ffffff',
    'input-background': '#000000',
    'input-foreground': '#ffffff',
    'input-border': '#6fc3df',
    'widget-border': '#6fc3df',
    'panel-border': '#6fc3df',
    errorForeground: '#f48771',
    'editorWarning-foreground': '#ffd370',
    'gitDecoration-addedResourceForeground': '#a1e3ad',
    'charts-green': '#89d185',
    'charts-blue': '#59a4f9',
    'charts-purple': '#b180d7',
    'progressBar-background': '#6fc3df',
  },
};

const hcLight: Theme = {
  name: 'hcLight',
  // VS Code sets both classes, for extensions that know only the older one.
  bodyClasses: ['vscode-high-contrast-light', 'vscode-high-contrast'],
  variables: {
    ...fonts,
    foreground: '#292929',
    descriptionForeground: 'rgba(41, 41, 41, 0.7)',
    'editor-background': '#ffffff',
    'sideBar-background': '#ffffff',
    contrastBorder: '#0f4a85',
    contrastActiveBorder: '#006bbd',
    focusBorder: '#006bbd',
    'textLink-foreground': '#0f4a85',
    'button-background': '#0f4a85',
    'button-foreground': '#ffffff',
    'button-border': '#0f4a85',
    'button-hoverBackground': '#0f4a85',
    'button-secondaryBackground': '#ffffff',
    'button-secondaryForeground': '#292929',
    'input-background': '#ffffff',
    'input-foreground': '#292929',
    'input-border': '#0f4a85',
    'widget-border': '#0f4a85',
    'panel-border': '#0f4a85',
    errorForeground: '#b5200d',
    'editorWarning-foreground': '#895503',
    'gitDecoration-addedResourceForeground': '#374e06',
    'charts-green': '#374e06',
    'charts-blue': '#0063d3',
    'charts-purple': '#652d90',
    'progressBar-background': '#0f4a85',
  },
};

/** Dark Modern, Light Modern and the two built-in high-contrast themes, as they are in VS Code. */
export const themes: readonly Theme[] = [dark, light, hcDark, hcLight];
