// Print the cells of workbooks as SheetJS reads them, as one JSON document: [{sheet name: {address: value}}, ...].
// Run with the paths of the workbooks. Dates are numbers, as the file has them; blank cells are left out.
"use strict";
const XLSX = require("xlsx");

function cellsOf(sheet) {
  const found = {};
  for (const [address, cell] of Object.entries(sheet)) {
    if (!address.startsWith("!") && cell.v !== undefined && cell.v !== "") found[address] = cell.v;
  }
  return found;
}

const books = process.argv.slice(2).map((path) => {
  const book = XLSX.readFile(path, { cellHTML: false });
  return Object.fromEntries(book.SheetNames.map((name) => [name, cellsOf(book.Sheets[name])]));
});
process.stdout.write(JSON.stringify(books));
