/**
 * Reads one row of a label sheet as a spreadsheet saves it. Fields stand between commas. A field may stand in double
 * quotes; then it may hold commas, and a doubled quote inside it means one quote.
 *
 *   box,"pens, blue","6"" ruler"   has the fields   box   and   pens, blue   and   6" ruler
 *
 * Wrong today: it cuts at every comma and keeps every quote.
 */
export function readLabelRow(line) {
  return line.split(',');
}
