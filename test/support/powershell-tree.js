"use strict";
/* Prints the syntax trees of the PowerShell texts on standard input, both as JSON. A process of its own: jest's sandbox loads no WebAssembly module. */
const fs = require("node:fs");
const path = require("node:path");
const { Language, Parser } = require("@vscode/tree-sitter-wasm");

const grammar = path.join(path.dirname(require.resolve("@vscode/tree-sitter-wasm")), "tree-sitter-powershell.wasm");

/** Levels of precedence, which say nothing where they hold one thing. */
const LEVELS =
  /^(?:\w+_)?(?:logical|bitwise|comparison|additive|multiplicative|format|range|array_literal|unary|pipeline_chain)(?:_argument)?(?:_expression)?$/;

function plain(node) {
  while (LEVELS.test(node.type) && node.childCount === 1) node = node.child(0);
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
  const texts = JSON.parse(fs.readFileSync(0, "utf8"));
  process.stdout.write(JSON.stringify(texts.map((text) => plain(parser.parse(text).rootNode))));
}
void main();
