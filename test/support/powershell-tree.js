"use strict";
/* Prints the syntax tree of the PowerShell on standard input as JSON. A process of its own: jest's sandbox loads no WebAssembly module. */
const fs = require("node:fs");
const path = require("node:path");
const { Language, Parser } = require("@vscode/tree-sitter-wasm");

const grammar = path.join(path.dirname(require.resolve("@vscode/tree-sitter-wasm")), "tree-sitter-powershell.wasm");

function plain(node) {
  const { row, column } = node.startPosition;
  const fault = node.isError || node.isMissing;
  return {
    type: node.type,
    text: node.text,
    row: row + 1,
    column: column + 1,
    fault,
    children: node.children.map(plain),
  };
}

async function main() {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(fs.readFileSync(grammar)));
  process.stdout.write(JSON.stringify(plain(parser.parse(fs.readFileSync(0, "utf8")).rootNode)));
}
void main();
