"""The .xlsx format alone: zip, package, worksheet, cells, strings and styles, XML, addresses."""
