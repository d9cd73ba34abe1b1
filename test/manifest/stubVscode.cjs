/**
 * A stand-in for the module `vscode` in plain Node, installed by requiring this file: every name exists, every call
 * answers with another stand-in, and what was called is listed. Enough to load and activate the extension; it does nothing.
 */
const Module = require('node:module');

/** Names of the functions that were called or constructed, like `commands.registerCommand`, in order. */
const calls = [];

function standIn(name) {
  return new Proxy(function () {}, {
    get: (target, key) => {
      if (key === 'then') return undefined; // whoever awaits a stand-in must not wait for ever
      if (key === 'prototype') return target.prototype;
      if (key === Symbol.iterator) return [][Symbol.iterator].bind([]);
      if (key === Symbol.toPrimitive) return () => name;
      return typeof key === 'symbol' ? undefined : (target[key] ??= standIn(name === '' ? key : `${name}.${key}`));
    },
    apply: () => {
      calls.push(name);
      return standIn(`${name}()`);
    },
    construct: () => {
      calls.push(`new ${name}`);
      return standIn(`${name}()`);
    },
  });
}

/** Bundlers copy a module's own names and keep its prototype: behind that, every name exists without a list. */
const vscode = Object.create(standIn(''));
const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'vscode' ? vscode : load.call(this, request, ...rest);
};

module.exports = { vscode, calls };
