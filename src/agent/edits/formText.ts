/** How each edit tool's call is written in the text protocol without JSON, by tool. The longer fences leave room for fences inside. */
export const textForms = {
  edit_file: [
    '```edit src/example.js',
    '<<<<<<< SEARCH',
    'lines exactly as they stand in the file',
    '=======',
    'the lines that shall stand there',
    '>>>>>>> REPLACE',
    '```',
  ].join('\n'),
  write_file: '`````file src/example.js\nevery line of the file\n`````',
  replace_function: '`````function src/example.js nameOfIt\nevery line of the function\n`````',
} as const;
